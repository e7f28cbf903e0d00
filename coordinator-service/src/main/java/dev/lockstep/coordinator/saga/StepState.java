package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;

/** How far one step has come, as the saga has heard. */
public sealed interface StepState {
    /** Nobody was asked yet. */
    record Pending() implements Untouched {}

    record Preflighting(Work work) implements Busy, Untouched {
        @Override
        public Busy with(Work next) {
            return new Preflighting(next);
        }
    }

    /** Preflight passed; still nothing was changed. */
    record Ready(StepResult preflight) implements Untouched {}

    record Applying(Work work) implements Busy, Sent {
        @Override
        public KnownEffect known() {
            return StepTurn.known(work);
        }

        @Override
        public Busy with(Work next) {
            return new Applying(next);
        }
    }

    record Applied(StepResult result) implements Sent {}

    record Finishing(StepResult applied, Work work) implements Busy, Sent {
        @Override
        public Busy with(Work next) {
            return new Finishing(applied, next);
        }
    }

    record Finished(StepResult applied, StepResult finish) implements Sent {}

    /** It was dispatched to apply, so it must be undone; its turn has not come, or a stuck step holds it back. */
    record ToCompensate(KnownEffect known) implements Undoing {}

    record Compensating(KnownEffect known, Work work) implements Busy, Undoing {
        @Override
        public Busy with(Work next) {
            return new Compensating(known, next);
        }
    }

    record Compensated(CompensationResult result) implements Untouched {}

    /** Given up until a person decides. */
    record Stuck(KnownEffect known, StepFailure first, StepFailure last) implements StepState {}

    /** A person left it applied. */
    record Skipped(String actor, String reason) implements StepState {}

    /** Nothing of it is in its store: it was never sent to be applied, or it is undone. */
    sealed interface Untouched extends StepState {}

    /** It was dispatched to apply, and nothing of it was undone. */
    sealed interface Sent extends StepState {
        /** Unless it says otherwise, it was reported applied. */
        default KnownEffect known() {
            return KnownEffect.APPLIED;
        }
    }

    /** A step on its way back. */
    sealed interface Undoing extends StepState {
        KnownEffect known();
    }

    /** A step that a dispatch, or a pause before one, is for. */
    sealed interface Busy extends StepState {
        Work work();

        Busy with(Work next);
    }
}
