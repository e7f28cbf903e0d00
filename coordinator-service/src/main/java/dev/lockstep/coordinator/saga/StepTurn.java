package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;

/** What becomes of each step where the saga turns: into compensation, or on with what was stuck. */
final class StepTurn {
    private StepTurn() {}

    /** Every step that was ever dispatched to apply must be undone, whatever was heard of it; the others stay. */
    static StepState around(StepState step) {
        return step instanceof StepState.Sent sent ? new StepState.ToCompensate(sent.known()) : step;
    }

    /** Stuck compensations start afresh. */
    static StepState backAgain(StepState step) {
        return step instanceof StepState.Stuck stuck ? new StepState.ToCompensate(stuck.known()) : step;
    }

    /** The irreversible step is asked again. */
    static StepState forwardAgain(StepState step) {
        return step instanceof StepState.Stuck ? new StepState.Applying(Work.unsent(Direction.APPLY)) : step;
    }

    /** A reported effect makes a store without its journal noticed. */
    static KnownEffect known(Work work) {
        return work.lastFailure().filter(StepTurn::leftSomething).isPresent()
                ? KnownEffect.APPLIED
                : KnownEffect.UNKNOWN;
    }

    private static boolean leftSomething(StepFailure failure) {
        return failure instanceof StepFailure.Permanent permanent && permanent.effect() != Effect.NONE;
    }
}
