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

/** Words the reports that answer one command, each a message of its own. */
record Answering(ReportEnvelope envelope, CommandHeader command, @Nullable TargetIdentity identity) {
    Answering from(TargetIdentity reached) {
        return new Answering(envelope, command, reached);
    }

    /** Why the database that was reached may not take the command; absent if it may. */
    @Nullable String objection() {
        TargetIdentity bound = command.identity();
        return bound == null || bound.equals(identity)
                ? null
                : "the migration is bound to database %s, and target %s is database %s"
                        .formatted(bound, command.target(), identity);
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
        return new Report.Failed(header(), Shortened.failure(failure));
    }

    Report stale(DispatchNumber fence) {
        return new Report.Stale(header(), fence);
    }

    Report rejected(String reason) {
        return new Report.Rejected(header(), Shortened.reason(reason));
    }

    private ReportHeader header() {
        return envelope.answering(command, identity);
    }
}
