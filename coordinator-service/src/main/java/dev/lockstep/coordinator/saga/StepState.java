package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;

/** How far one step has come, as the saga has heard. */
public sealed interface StepState {
    /** Nobody was asked yet. */
    record Pending() implements StepState {}

    record Preflighting(Work work) implements Busy {
        @Override
        public Busy with(Work next) {
            return new Preflighting(next);
        }
    }

    /** Preflight passed; still nothing was changed. */
    record Ready(StepResult preflight) implements StepState {}

    record Applying(Work work) implements Busy {
        @Override
        public Busy with(Work next) {
            return new Applying(next);
        }
    }

    record Applied(StepResult result) implements StepState {}

    record Finishing(StepResult applied, Work work) implements Busy {
        @Override
        public Busy with(Work next) {
            return new Finishing(applied, next);
        }
    }

    record Finished(StepResult applied, StepResult finish) implements StepState {}

    /** It was dispatched to apply, so it must be undone; its turn has not come, or a stuck step holds it back. */
    record ToCompensate(KnownEffect known) implements Undoing {}

    record Compensating(KnownEffect known, Work work) implements Busy, Undoing {
        @Override
        public Busy with(Work next) {
            return new Compensating(known, next);
        }
    }

    record Compensated(CompensationResult result) implements StepState {}

    /** Given up until a person decides. */
    record Stuck(KnownEffect known, StepFailure first, StepFailure last) implements StepState {}

    /** A person left it applied. */
    record Skipped(String actor, String reason) implements StepState {}

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
