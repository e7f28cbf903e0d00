package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.Optional;

/**
 * Runs a command that raises the fence: compares and writes the intent, calls the executor, compares and writes the
 * result. Between the two writes the target's journal, not this process, says who may go on.
 */
final class FencedRun {
    private static final int MOST_LOST_WRITES = 100;

    private final ConnectedTarget target;
    private final StepExecutors executors;
    private final ReportSink reports;
    private final StepChecks checks;

    FencedRun(ConnectedTarget target, StepExecutors executors, ReportSink reports, StepChecks checks) {
        this.target = target;
        this.executors = executors;
        this.reports = reports;
        this.checks = checks;
    }

    /** The report that ends the dispatch; none for a message that came twice while its dispatch is under way. */
    Optional<Report> run(Dispatch dispatch) {
        for (int lost = 0; lost < MOST_LOST_WRITES; lost++) {
            JournalEntry found = target.journal().read(dispatch.key());
            Failpoints.hit("runner.before-intent");
            switch (Admission.of(dispatch.command(), found)) {
                case Admission.Run(JournalEntry next, StepRecord intent) -> {
                    if (target.journal().write(dispatch.key(), found, next)) {
                        return Optional.of(execute(dispatch, intent));
                    }
                }
                case Admission.Answer(JournalEntry next, StepRecord done) -> {
                    if (next.equals(found) || target.journal().write(dispatch.key(), found, next)) {
                        return Optional.of(answer(dispatch, done));
                    }
                }
                case Admission.Duplicate() -> {
                    return Optional.empty();
                }
                case Admission.Stale(var fence) -> {
                    return Optional.of(dispatch.answering().stale(fence));
                }
                case Admission.Refused(StepFailure failure) -> {
                    return Optional.of(dispatch.answering().failed(failure));
                }
            }
        }
        return Optional.of(dispatch.answering().failed(journalContended(dispatch)));
    }

    private Report execute(Dispatch dispatch, StepRecord intent) {
        Failpoints.hit("runner.after-intent");
        reports.send(dispatch.answering().accepted());
        DispatchContext context = new DispatchContext(dispatch, new JournalEntry(dispatch.number(), intent));
        StepOutcome outcome = call(dispatch, context);
        Failpoints.hit("runner.before-result");
        return switch (outcome) {
            case StepOutcome.Applied(StepResult result) -> settle(context, context.entryWith(result));
            case StepOutcome.Compensated(CompensationResult result) -> settle(context, context.entryWith(result));
        };
    }

    private StepOutcome call(Dispatch dispatch, DispatchContext context) {
        StepExecutors.Call<?> call = executors.forOperation(dispatch.operation());
        return switch (dispatch.command()) {
            case Command.Apply _apply -> call.apply(context);
            case Command.Compensate _compensate -> call.compensate(context);
            case Command.Finish _finish -> call.finish(context);
            case Command.Preflight _preflight -> throw Admission.neverFenced(dispatch.command());
            case Command.Purge _purge -> throw Admission.neverFenced(dispatch.command());
        };
    }

    private Report settle(DispatchContext context, JournalEntry next) {
        StepRecord settled = written(context, next);
        Failpoints.hit("runner.after-result");
        return answer(context.of(), settled);
    }

    /** The row as it stands once written, by this runner or by the executor inside its own transaction. */
    private StepRecord written(DispatchContext context, JournalEntry next) {
        StepRecord intended = next.stepOrThrow();
        if (target.journal().write(context.key(), context.entry(), next)) {
            return intended;
        }
        JournalEntry found = target.journal().read(context.key());
        StepRecord step = found.step();
        if (step == null || !step.dispatch().equals(context.dispatch()) || step.phase() != intended.phase()) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "the target has accepted dispatch " + found.fence());
        }
        return step;
    }

    private Report answer(Dispatch dispatch, StepRecord done) {
        return switch (dispatch.command()) {
            case Command.Apply _apply -> verified(dispatch, done.appliedOrThrow());
            case Command.Finish _finish -> dispatch.answering().succeeded(done.appliedOrThrow());
            case Command.Compensate _compensate -> dispatch.answering().compensated(done.compensatedOrThrow());
            case Command.Preflight _preflight -> throw Admission.neverFenced(dispatch.command());
            case Command.Purge _purge -> throw Admission.neverFenced(dispatch.command());
        };
    }

    private Report verified(Dispatch dispatch, StepResult applied) {
        return switch (checks.verify(dispatch, applied)) {
            case StepChecks.Met(StepResult result) -> dispatch.answering().succeeded(result);
            case StepChecks.NotMet(StepFailure failure) -> dispatch.answering().failed(failure);
        };
    }

    private static StepFailure journalContended(Dispatch dispatch) {
        return new StepFailure.Transient(
                "journal-contended",
                "the journal row of %s changed %d times between reading and writing it"
                        .formatted(dispatch.key(), MOST_LOST_WRITES));
    }
}
