package dev.lockstep.worker;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the reports on one command; every report gets its own message id. */
record ReportBuilder(
        ReportEnvelope envelope, Masking masking, CommandHeader command, @Nullable TargetIdentity identity) {
    ReportBuilder withIdentity(TargetIdentity found) {
        return new ReportBuilder(envelope, masking, command, found);
    }

    /** Returns the reason why the command must not run on this database, or null if it may run. */
    @Nullable String rejectionReason() {
        TargetIdentity expected = command.identity();
        return expected == null || expected.equals(identity)
                ? null
                : "target %s is database %s, but the migration is bound to database %s"
                        .formatted(command.target(), identity, expected);
    }

    /** The database that the worker reached. */
    BackupStore.TargetDatabase database() {
        return new BackupStore.TargetDatabase(command.target(), Objects.requireNonNull(identity));
    }

    Report accepted() {
        return new Report.Accepted(header());
    }

    Report succeeded(StepResult result) {
        return new Report.Succeeded(header(), Truncation.ofResult(result, masking));
    }

    Report compensated(CompensationResult result) {
        return new Report.Compensated(header(), Truncation.ofResult(result, masking));
    }

    Report dryRun(List<DryRunOutcome> outcomes) {
        return new Report.DryRun(header(), DryRunTruncation.of(outcomes, masking));
    }

    Report rehearsed(RehearsalResult result) {
        return new Report.Rehearsed(header(), RehearsalTruncation.ofResult(result));
    }

    Report backedUp(BackupResult result) {
        return new Report.BackedUp(header(), BackupTruncation.ofResult(result));
    }

    Report restored(RestoreResult result) {
        return new Report.Restored(header(), BackupTruncation.ofResult(result, masking));
    }

    Report stopped(Progress progress) {
        return new Report.Stopped(header(), progress);
    }

    Report failed(StepFailure failure) {
        return new Report.Failed(header(), Truncation.ofFailure(failure));
    }

    Report stale(DispatchNumber fence) {
        return new Report.Stale(header(), fence);
    }

    Report rejected(String reason) {
        return new Report.Rejected(header(), Truncation.ofReason(reason));
    }

    private ReportHeader header() {
        return envelope.headerFor(command, identity);
    }
}
