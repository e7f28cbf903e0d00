package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the fence and the step's row whether a dispatch may run. The rules are the same for every store.
 *
 * <p>A number below the fence is stale. A number equal to the fence means a redelivered command: the runner reports the
 * stored result if the step is done, and otherwise drops the command, because another worker may still run it. Only a
 * higher number starts work. Reasons: ADR 2.
 */
sealed interface Admission {
    /** The runner writes {@code next} and calls the executor. */
    record Run(JournalEntry next, StepRecord intent) implements Admission {}

    /** The step is done: the runner writes {@code next} and reports the stored result; an apply is verified again. */
    record AlreadyDone(JournalEntry next, StepRecord step) implements Admission {}

    /** A redelivered command whose dispatch may still be running: the runner sends no report. */
    record Duplicate() implements Admission {}

    record Stale(DispatchNumber fence) implements Admission {}

    /** The command has another plan or step than the dispatch that created the step's row. Nothing is changed. */
    record Rejected(String reason) implements Admission {}

    /** The journal contradicts the command; an operator must look at the target. */
    record Refused(StepFailure failure) implements Admission {}

    /**
     * Decides on an apply, finish or compensate command.
     *
     * @throws IllegalArgumentException if the command does not raise the fence
     */
    static Admission of(Command command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        if (dispatch.isBelow(entry.fence())) {
            return new Stale(entry.fence());
        }
        String difference = entry.step() == null ? null : checksumDifference(command.header(), entry.step());
        if (difference != null) {
            return new Rejected(difference);
        }
        if (dispatch.equals(entry.fence())) {
            return redelivered(entry, dispatch);
        }
        return switch (command) {
            case Command.Apply apply -> apply(apply, entry);
            case Command.Compensate compensate -> compensate(compensate, entry);
            case Command.Finish finish -> finish(finish, entry);
            case Command.Preflight _preflight -> throw doesNotRaiseFence(command);
            case Command.DryRun _dryRun -> throw doesNotRaiseFence(command);
            case Command.Rehearse _rehearse -> throw doesNotRaiseFence(command);
            case Command.Backup _backup -> throw doesNotRaiseFence(command);
            case Command.Restore _restore -> throw doesNotRaiseFence(command);
            case Command.Check _check -> throw doesNotRaiseFence(command);
            case Command.Erase _erase -> throw doesNotRaiseFence(command);
            case Command.Purge _purge -> throw doesNotRaiseFence(command);
        };
    }

    private static Admission redelivered(JournalEntry entry, DispatchNumber dispatch) {
        StepRecord step = entry.step();
        if (step == null || !step.dispatch().equals(dispatch)) {
            return new Stale(entry.fence());
        }
        return switch (step.phase()) {
            case APPLYING, FINISHING, COMPENSATING -> new Duplicate();
            case APPLIED, FINISHED, COMPENSATED -> new AlreadyDone(entry, step);
        };
    }

    private static Admission apply(Command.Apply command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        StepRecord step = entry.step();
        if (step == null) {
            return run(newStep(command, StepPhase.APPLYING), dispatch);
        }
        return switch (step.phase()) {
            case APPLYING -> run(step.withDispatch(dispatch), dispatch);
            case APPLIED, FINISHING, FINISHED -> alreadyDone(step.withDispatch(dispatch), dispatch);
            case COMPENSATING, COMPENSATED -> new Stale(entry.fence());
        };
    }

    private static Admission compensate(Command.Compensate command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        StepRecord step = entry.step();
        if (step == null) {
            return switch (command.knownEffect()) {
                case UNKNOWN ->
                    alreadyDone(
                            newStep(command, StepPhase.COMPENSATED).withCompensated(CompensationResult.NOTHING),
                            dispatch);
                case APPLIED -> journalMissing(command);
            };
        }
        return switch (step.phase()) {
            case APPLYING, APPLIED, FINISHING, FINISHED, COMPENSATING ->
                run(step.withPhase(StepPhase.COMPENSATING, dispatch), dispatch);
            case COMPENSATED -> alreadyDone(step.withDispatch(dispatch), dispatch);
        };
    }

    private static Admission finish(Command.Finish command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        StepRecord step = entry.step();
        if (step == null) {
            return journalMissing(command);
        }
        return switch (step.phase()) {
            case APPLYING -> journalMissing(command);
            case APPLIED, FINISHING -> run(step.withPhase(StepPhase.FINISHING, dispatch), dispatch);
            case FINISHED -> alreadyDone(step.withDispatch(dispatch), dispatch);
            case COMPENSATING, COMPENSATED -> new Stale(entry.fence());
        };
    }

    private static StepRecord newStep(Command command, StepPhase phase) {
        return StepRecord.create(
                StepKey.of(command.header()),
                phase,
                command.header().dispatch(),
                command.header().checksum(),
                command.header().plan());
    }

    private static Admission run(StepRecord intent, DispatchNumber fence) {
        return new Run(new JournalEntry(fence, intent), intent);
    }

    private static Admission alreadyDone(StepRecord step, DispatchNumber fence) {
        return new AlreadyDone(new JournalEntry(fence, step), step);
    }

    /**
     * The failure of a command to a target whose fence is below a dispatch that it has reported; null if it is not.
     *
     * <p>For a finish, and for a compensation of a step that has a row, the row decides. A compensation without one would
     * raise the fence, and nothing would show the loss from then on.
     */
    static @Nullable StepFailure lostWrites(Command command, StepJournal.Opened journal) {
        DispatchNumber fence = journal.entry().fence();
        return command instanceof Command.FollowingCommand following
                        && following.last() instanceof AcceptedDispatch(var identity, var dispatch)
                        && identity.equals(journal.identity())
                        && fence.isBelow(dispatch)
                        && !(command instanceof Command.Compensate
                                && journal.entry().step() != null)
                ? StepFailure.Permanent.withoutEffect(
                        "journal-behind",
                        "target %1$s has reported dispatch %2$s, but its journal ends at dispatch %3$s: it has lost writes, by a failover or a restore; see what is missing with \"lockstep drift %1$s\" and acknowledge it"
                                .formatted(command.header().target(), dispatch, fence))
                : null;
    }

    private static Admission journalMissing(Command command) {
        return new Refused(StepFailure.Permanent.withoutEffect(
                "journal-missing",
                "the journal of target %2$s has no applied step %1$s, but a worker reported the step as applied"
                        .formatted(command.header().step(), command.header().target())));
    }

    // A step can only be resumed, finished, compensated or erased with the plan and the definition under which it was
    // started.
    static @Nullable String checksumDifference(CommandHeader header, StepRecord step) {
        if (!header.checksum().equals(step.checksum())) {
            return differs(header, "checksum", header.checksum(), step.checksum());
        }
        // A row without it was created by the command of a coordinator that does not send it.
        return step.plan() == null || step.plan().equals(header.plan())
                ? null
                : differs(header, "plan", header.plan(), step.plan());
    }

    private static String differs(CommandHeader header, String field, @Nullable Checksum found, Checksum expected) {
        return "the command header has %1$s %2$s; expected %1$s %3$s, as in the journal of target %4$s for step %5$s"
                .formatted(field, found, expected, header.target(), header.step());
    }

    static IllegalArgumentException doesNotRaiseFence(Command command) {
        return new IllegalArgumentException("%s does not raise the fence".formatted(command.getClass()));
    }
}
