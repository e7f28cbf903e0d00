package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;

/**
 * What a target's journal lets a dispatch do: the fence rules, the same for every store.
 *
 * <p>A lower number than the fence is stale. The fence's own number is a message that came twice: answered if it is
 * done, dropped if it is not, because whoever has it may still be at work. Only a higher number begins anything. Rules:
 * DESIGN §5.3 and §7.
 */
sealed interface Admission {
    /** Write {@code next}, then call the executor. */
    record Run(JournalEntry next, StepRecord intent) implements Admission {}

    /** Write {@code next}, then answer what the journal holds; an apply is verified again before. */
    record Answer(JournalEntry next, StepRecord done) implements Admission {}

    /** A message that came twice, for a dispatch that someone is working on: no answer. */
    record Duplicate() implements Admission {}

    record Stale(DispatchNumber fence) implements Admission {}

    /** The journal cannot be as it is if all went well; a person must look. */
    record Refused(StepFailure failure) implements Admission {}

    /** Judges a command that raises the fence. */
    static Admission of(Command command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        if (dispatch.isBelow(entry.fence())) {
            return new Stale(entry.fence());
        }
        if (dispatch.equals(entry.fence())) {
            return again(entry, dispatch);
        }
        if (entry.step() != null
                && !entry.step().checksum().equals(command.header().checksum())) {
            return otherStep(command, entry.step());
        }
        return switch (command) {
            case Command.Apply apply -> apply(apply, entry);
            case Command.Compensate compensate -> compensate(compensate, entry);
            case Command.Finish finish -> finish(finish, entry);
            case Command.Preflight _preflight -> throw neverFenced(command);
            case Command.Purge _purge -> throw neverFenced(command);
        };
    }

    private static Admission again(JournalEntry entry, DispatchNumber dispatch) {
        StepRecord step = entry.step();
        if (step == null || !step.dispatch().equals(dispatch)) {
            return new Stale(entry.fence());
        }
        return switch (step.phase()) {
            case APPLYING, FINISHING, COMPENSATING -> new Duplicate();
            case APPLIED, FINISHED, COMPENSATED -> new Answer(entry, step);
        };
    }

    private static Admission apply(Command.Apply command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        StepRecord step = entry.step();
        if (step == null) {
            return run(begun(command, StepPhase.APPLYING), dispatch);
        }
        return switch (step.phase()) {
            case APPLYING -> run(step.under(dispatch), dispatch);
            case APPLIED, FINISHING, FINISHED -> answer(step.under(dispatch), dispatch);
            case COMPENSATING, COMPENSATED -> new Stale(entry.fence());
        };
    }

    private static Admission compensate(Command.Compensate command, JournalEntry entry) {
        DispatchNumber dispatch = command.header().dispatch();
        StepRecord step = entry.step();
        if (step == null) {
            return switch (command.known()) {
                case UNKNOWN ->
                    answer(begun(command, StepPhase.COMPENSATED).compensated(CompensationResult.NOTHING), dispatch);
                case APPLIED -> journalMissing(command);
            };
        }
        return switch (step.phase()) {
            case APPLYING, APPLIED, FINISHING, FINISHED, COMPENSATING ->
                run(step.in(StepPhase.COMPENSATING, dispatch), dispatch);
            case COMPENSATED -> answer(step.under(dispatch), dispatch);
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
            case APPLIED, FINISHING -> run(step.in(StepPhase.FINISHING, dispatch), dispatch);
            case FINISHED -> answer(step.under(dispatch), dispatch);
            case COMPENSATING, COMPENSATED -> new Stale(entry.fence());
        };
    }

    private static StepRecord begun(Command command, StepPhase phase) {
        return StepRecord.begun(
                StepKey.of(command.header()),
                phase,
                command.header().dispatch(),
                command.header().checksum());
    }

    private static Admission run(StepRecord next, DispatchNumber fence) {
        return new Run(new JournalEntry(fence, next), next);
    }

    private static Admission answer(StepRecord done, DispatchNumber fence) {
        return new Answer(new JournalEntry(fence, done), done);
    }

    private static Admission journalMissing(Command command) {
        return new Refused(StepFailure.Permanent.withoutEffect(
                "journal-missing",
                "step %s was reported applied, but the journal of target %s does not have it as applied"
                        .formatted(command.header().step(), command.header().target())));
    }

    // What was applied can only be resumed or undone as it was written.
    private static Admission otherStep(Command command, StepRecord step) {
        return new Refused(StepFailure.Permanent.withoutEffect(
                "checksum-differs",
                "step %s has checksum %s, and the journal of target %s has it with %s"
                        .formatted(
                                command.header().step(),
                                command.header().checksum(),
                                command.header().target(),
                                step.checksum())));
    }

    static IllegalArgumentException neverFenced(Command command) {
        return new IllegalArgumentException("%s never touches the fence".formatted(command.getClass()));
    }
}
