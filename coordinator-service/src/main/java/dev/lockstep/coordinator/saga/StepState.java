package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;

/** The state of one step, as far as it was reported. */
public sealed interface StepState {
    /** No dispatch was sent. */
    record Pending() implements NotApplied {}

    record Preflight(Attempts attempts) implements InProgress, NotApplied {
        @Override
        public Preflight with(Attempts next) {
            return new Preflight(next);
        }
    }

    /** Preflight passed; nothing was changed. */
    record Ready(StepResult preflight) implements NotApplied {}

    record Applying(Attempts attempts) implements InProgress, ApplyDispatched {
        /** Applied if the last failure reported an effect, so that a store that lost its journal is noticed. */
        @Override
        public KnownEffect knownEffect() {
            return attempts.lastFailure().filter(Applying::hasEffect).isPresent()
                    ? KnownEffect.APPLIED
                    : KnownEffect.UNKNOWN;
        }

        @Override
        public Applying with(Attempts next) {
            return new Applying(next);
        }

        private static boolean hasEffect(StepFailure failure) {
            return failure instanceof StepFailure.Permanent permanent && permanent.effect() != Effect.NONE;
        }
    }

    record Applied(StepResult result) implements ApplyDispatched {}

    record Finishing(StepResult applied, Attempts attempts) implements InProgress, ApplyDispatched {
        @Override
        public Finishing with(Attempts next) {
            return new Finishing(applied, next);
        }
    }

    record Finished(StepResult applied, StepResult finish) implements ApplyDispatched {}

    /** Must be compensated; its turn has not come, or a stuck step blocks it. */
    record AwaitingCompensation(KnownEffect knownEffect) implements InCompensation {}

    record Compensating(KnownEffect knownEffect, Attempts attempts) implements InProgress, InCompensation {
        @Override
        public Compensating with(Attempts next) {
            return new Compensating(knownEffect, next);
        }
    }

    record Compensated(CompensationResult result) implements NotApplied {}

    /** Not retried until an operator decides. */
    record Stuck(KnownEffect knownEffect, StepFailure first, StepFailure last) implements StepState {}

    /** Left applied by an operator. */
    record Skipped(String actor, String reason) implements StepState {}

    /** The step has no effect in its store: it was never dispatched to apply, or it is compensated. */
    sealed interface NotApplied extends StepState {}

    /** The step was dispatched to apply and is not compensated. */
    sealed interface ApplyDispatched extends StepState {
        default KnownEffect knownEffect() {
            return KnownEffect.APPLIED;
        }
    }

    /** The step is being compensated or will be. */
    sealed interface InCompensation extends StepState {
        KnownEffect knownEffect();
    }

    /** A dispatch is outstanding for the step, or a back-off, or both have ended without a result. */
    sealed interface InProgress extends StepState {
        Attempts attempts();

        InProgress with(Attempts next);
    }
}
