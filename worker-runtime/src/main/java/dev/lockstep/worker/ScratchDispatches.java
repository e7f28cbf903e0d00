package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands on a scratch copy as a worker runs them on a target: with a journal, a fence and checks. Every command
 * ends with its result or an {@link OperationFailed}.
 */
final class ScratchDispatches {
    private final ScratchCopy copy;
    private final StepExecutors executors;
    private final Dispatch rehearsal;
    private final Duration checkLimit;
    private long dispatches;

    /**
     * @param rehearsal the dispatch that rehearses; its signals stop the commands
     * @param checkLimit time limit of one check of a step
     */
    ScratchDispatches(ScratchCopy copy, Dispatch rehearsal, Duration checkLimit) {
        this.copy = copy;
        this.executors = StepExecutors.of(
                rehearsal.command().step().operation().kind(), copy.target().executors());
        this.rehearsal = rehearsal;
        this.checkLimit = checkLimit;
    }

    StepResult apply(Step step) {
        return succeeded("apply", new Command.Apply(header(step), step));
    }

    /** Applies a step that was compensated. */
    StepResult applyAgain(Step step) {
        return succeeded("second apply, after the compensation,", new Command.Apply(header(step), step));
    }

    StepResult finish(Step step) {
        return succeeded("finish", new Command.Finish(header(step), step));
    }

    /** Lets the journal forget the step, so that it can be applied again with the same placeholders. */
    void purge(Step step) {
        succeeded("purge", new Command.Purge(header(step), step, null));
    }

    CompensationResult compensate(Step step) {
        Report report = run(new Command.Compensate(header(step), step, KnownEffect.APPLIED));
        if (report instanceof Report.Compensated compensated) {
            return compensated.result();
        }
        throw failure("compensate", step, report);
    }

    private StepResult succeeded(String action, Command command) {
        Report report = run(command);
        if (report instanceof Report.Succeeded succeeded) {
            return succeeded.result();
        }
        throw failure(action, command.step(), report);
    }

    private CommandHeader header(Step step) {
        CommandHeader header = rehearsal.command().header();
        return new CommandHeader(
                header.protocol(),
                header.messageId(),
                header.migration(),
                step.id(),
                header.target(),
                null,
                new DispatchNumber(++dispatches),
                Checksum.of(step),
                header.plan(),
                header.lease(),
                header.startedAt(),
                header.requester(),
                null);
    }

    private @Nullable Report run(Command command) {
        LastReport last = new LastReport();
        new StepRunner(copy.target(), executors, last, rehearsal.reports().envelope(), checkLimit)
                .run(command, rehearsal.signals());
        rehearsal.throwIfSuperseded();
        return last.report;
    }

    private OperationFailed failure(String action, Step step, @Nullable Report report) {
        if (report instanceof Report.Failed failed) {
            return switch (failed.failure()) {
                case StepFailure.Permanent(String code, String message, var _effect) ->
                    failure(action, step, "%s: %s".formatted(code, message));
                case StepFailure.Transient _transient -> new OperationFailed(failed.failure());
                case StepFailure.Unreachable _unreachable -> new OperationFailed(failed.failure());
            };
        }
        return failure(
                action, step, report instanceof Report.Rejected rejected ? rejected.reason() : "found " + report);
    }

    private OperationFailed failure(String action, Step step, String reason) {
        copy.ensureInUse();
        return OperationFailed.withoutEffect(
                Rehearsal.FAILED,
                "%s of step %s failed on scratch copy %s%s: %s"
                        .formatted(
                                action,
                                step.id(),
                                copy.contents().name(),
                                copy.contents().complete() ? "" : ", which has a sample of the units",
                                reason));
    }

    /** Keeps the report that ends a command; the runner sends it last. */
    private static final class LastReport implements ReportSink {
        private @Nullable Report report;

        @Override
        public void send(Report sent) {
            report = sent;
        }
    }
}
