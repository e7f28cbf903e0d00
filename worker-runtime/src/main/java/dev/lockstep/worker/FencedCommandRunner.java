package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import java.util.Optional;

/**
 * Runs a command that raises the fence: writes the intent, calls the executor and writes the result. Each write
 * requires that the journal is unchanged since it was read, so a superseded dispatch writes nothing.
 */
final class FencedCommandRunner {
    // A write fails only if another dispatch has changed the fence or the row since they were read. The limit is far
    // above the number of dispatches that compete for one target.
    private static final int MAX_WRITE_ATTEMPTS = 100;

    private final ConnectedTarget target;
    private final StepExecutors executors;
    private final ReportSink reports;
    private final StepVerifier verifier;

    FencedCommandRunner(ConnectedTarget target, StepExecutors executors, ReportSink reports, StepVerifier verifier) {
        this.target = target;
        this.executors = executors;
        this.reports = reports;
        this.verifier = verifier;
    }

    /**
     * Returns the report that ends the dispatch; empty for a redelivered command whose dispatch may still be running.
     *
     * @param opened the step's entry as it was read before
     */
    Optional<Report> run(Dispatch dispatch, JournalEntry opened) {
        JournalEntry found = opened;
        for (int attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
            Failpoints.hit("runner.before-intent");
            switch (Admission.of(dispatch.command(), found)) {
                case Admission.Run(JournalEntry next, StepRecord intent) -> {
                    if (target.journal().write(dispatch.key(), found, next)) {
                        return Optional.of(execute(dispatch, intent, effectBefore(found)));
                    }
                }
                case Admission.AlreadyDone(JournalEntry next, StepRecord step) -> {
                    if (next.equals(found) || target.journal().write(dispatch.key(), found, next)) {
                        dispatch.markStarted();
                        return Optional.of(reportResult(dispatch, step));
                    }
                }
                case Admission.Duplicate() -> {
                    return Optional.empty();
                }
                case Admission.Stale(var fence) -> {
                    return Optional.of(dispatch.reports().stale(fence));
                }
                case Admission.Rejected(String reason) -> {
                    return Optional.of(dispatch.reports().rejected(reason));
                }
                case Admission.Refused(StepFailure failure) -> {
                    return Optional.of(dispatch.reports().failed(failure));
                }
            }
            found = target.journal().read(dispatch.key());
        }
        return Optional.of(dispatch.reports().failed(journalContended(dispatch)));
    }

    private static Effect effectBefore(JournalEntry found) {
        return found.step() == null ? Effect.NONE : Effect.PARTIAL;
    }

    /** @param effectBefore what earlier dispatches of the step may have changed */
    private Report execute(Dispatch dispatch, StepRecord intent, Effect effectBefore) {
        dispatch.markStarted();
        Failpoints.hit("runner.after-intent");
        if (dispatch.command().header().isPaused()) {
            return dispatch.reports().stopped(Progress.NONE);
        }
        reports.send(dispatch.reports().accepted());
        HealthGate gate = HealthGate.of(target.health(), dispatch);
        gate.awaitStart(effectBefore);
        dispatch.throwIfSuperseded();
        DispatchContext context = DispatchContext.of(dispatch, new JournalEntry(dispatch.number(), intent), gate);
        StepOutcome outcome = callExecutor(dispatch, context);
        Failpoints.hit("runner.before-result");
        return switch (outcome) {
            case StepOutcome.Succeeded(StepResult result) -> complete(context, context.resultEntry(result));
            case StepOutcome.Compensated(CompensationResult result) -> complete(context, context.resultEntry(result));
        };
    }

    private StepOutcome callExecutor(Dispatch dispatch, DispatchContext context) {
        StepExecutors.Call<?> call = executors.forOperation(dispatch.operation());
        return switch (dispatch.command()) {
            case Command.Apply _apply -> call.apply(context);
            case Command.Compensate _compensate -> call.compensate(context);
            case Command.Finish _finish -> call.finish(context);
            case Command.Preflight _preflight -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.DryRun _dryRun -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Rehearse _rehearse -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Backup _backup -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Restore _restore -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Check _check -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Erase _erase -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Purge _purge -> throw Admission.doesNotRaiseFence(dispatch.command());
        };
    }

    private Report complete(DispatchContext context, JournalEntry next) {
        StepRecord step = writeResult(context, next);
        Failpoints.hit("runner.after-result");
        return reportResult(context.runningDispatch(), step);
    }

    /** Returns the written row. The executor may already have written it inside its own transaction. */
    private StepRecord writeResult(DispatchContext context, JournalEntry next) {
        StepRecord result = next.stepOrThrow();
        // An executor that asked for the entry has written it, unless its transaction was rolled back.
        if (context.isEntryTaken()) {
            StepRecord written = target.journal().read(context.key()).step();
            if (written != null && isResultOf(context, written, result)) {
                return written;
            }
        }
        if (target.journal().write(context.key(), context.entry(), next)) {
            return result;
        }
        JournalEntry found = target.journal().read(context.key());
        StepRecord step = found.step();
        if (step == null || !isResultOf(context, step, result)) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "the target has accepted dispatch %s".formatted(found.fence()));
        }
        return step;
    }

    private static boolean isResultOf(DispatchContext context, StepRecord found, StepRecord result) {
        return found.dispatch().equals(context.dispatch()) && found.phase() == result.phase();
    }

    private Report reportResult(Dispatch dispatch, StepRecord step) {
        return switch (dispatch.command()) {
            case Command.Apply _apply -> verify(dispatch, step.appliedOrThrow());
            case Command.Finish _finish -> dispatch.reports().succeeded(step.appliedOrThrow());
            case Command.Compensate _compensate -> dispatch.reports().compensated(step.compensatedOrThrow());
            case Command.Preflight _preflight -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.DryRun _dryRun -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Rehearse _rehearse -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Backup _backup -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Restore _restore -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Check _check -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Erase _erase -> throw Admission.doesNotRaiseFence(dispatch.command());
            case Command.Purge _purge -> throw Admission.doesNotRaiseFence(dispatch.command());
        };
    }

    private Report verify(Dispatch dispatch, StepResult applied) {
        return switch (verifier.verify(dispatch, applied)) {
            case CheckOutcome.Passed(StepResult result) -> dispatch.reports().succeeded(result);
            case CheckOutcome.Failed(StepFailure failure) -> dispatch.reports().failed(failure);
        };
    }

    private static StepFailure journalContended(Dispatch dispatch) {
        return new StepFailure.Transient(
                "journal-contended",
                "the journal row of %s changed between read and write in all of %d attempts"
                        .formatted(dispatch.key(), MAX_WRITE_ATTEMPTS));
    }
}
