package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import org.jspecify.annotations.Nullable;

/** Builds the reports on one command; every report gets its own message id. */
record ReportBuilder(ReportEnvelope envelope, CommandHeader command, @Nullable TargetIdentity identity) {
    ReportBuilder withIdentity(TargetIdentity reached) {
        return new ReportBuilder(envelope, command, reached);
    }

    /** Why the command must not run on the reached database; absent if it may run. */
    @Nullable String rejectionReason() {
        TargetIdentity bound = command.identity();
        return bound == null || bound.equals(identity)
                ? null
                : "target %s is database %s; the migration is bound to database %s"
                        .formatted(command.target(), identity, bound);
    }

    Report accepted() {
        return new Report.Accepted(header());
    }

    Report succeeded(StepResult result) {
        return new Report.Succeeded(header(), result);
    }

    Report compensated(CompensationResult result) {
        return new Report.Compensated(header(), result);
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
