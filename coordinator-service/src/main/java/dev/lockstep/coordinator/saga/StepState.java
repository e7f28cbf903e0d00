package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/** The state of one step, as known from reports. */
public sealed interface StepState {
    /** No dispatch was sent for the step. */
    record Pending() implements NotApplied {}

    record Preflight(Attempts attempts) implements InProgress, NotApplied {
        @Override
        public Preflight with(Attempts next) {
            return new Preflight(next);
        }
    }

    /** The preflight has passed; the store is unchanged. */
    record Ready(StepResult preflight) implements Applicable {}

    /** A worker rehearses this step and the later ones on the same target, which stay {@link Ready}. */
    record Rehearsing(Attempts attempts) implements InProgress, NotApplied {
        @Override
        public Rehearsing with(Attempts next) {
            return new Rehearsing(next);
        }
    }

    /** The step was applied and compensated on a scratch copy; the store is unchanged. */
    record Rehearsed() implements Applicable {}

    /** A worker tries this step and the later ones on the same target, which stay as they are. */
    record DryRunning(Attempts attempts) implements InProgress, NotApplied {
        @Override
        public DryRunning with(Attempts next) {
            return new DryRunning(next);
        }
    }

    /**
     * A worker has tried the step, or says why it did not; the store is unchanged. What it found out is in the event
     * {@link SagaEvent.DryRunReported} only, because it can be large.
     *
     * @param estimate absent if the step was not tried or would fail
     * @param failure absent unless the step would fail
     */
    record DryRunEnded(DryRunEnding ending, @Nullable Estimate estimate, @Nullable StepFailure failure)
            implements Applicable {
        static DryRunEnded of(DryRunOutcome outcome) {
            return switch (outcome) {
                case DryRunOutcome.Passed passed ->
                    new DryRunEnded(
                            DryRunEnding.PASSED,
                            new Estimate(
                                    passed.result().units(),
                                    passed.result().journalBytes(),
                                    passed.result().milliseconds()),
                            null);
                case DryRunOutcome.Failed failed -> new DryRunEnded(DryRunEnding.FAILED, null, failed.failure());
                case DryRunOutcome.NotTried _o -> new DryRunEnded(DryRunEnding.NOT_TRIED, null, null);
            };
        }
    }

    /** A worker backs up what this step and the later ones on the same target touch. */
    record BackingUp(Attempts attempts) implements InProgress, NotApplied {
        @Override
        public BackingUp with(Attempts next) {
            return new BackingUp(next);
        }
    }

    /** What the step touches is backed up; the store is unchanged. */
    record BackedUp() implements Applicable {}

    /** How the dry run of a step ended. */
    enum DryRunEnding {
        PASSED,
        FAILED,
        NOT_TRIED
    }

    /** What a dry run expects of a step. */
    record Estimate(long units, long journalBytes, long milliseconds) {}

    record Applying(Attempts attempts) implements InProgress, ApplyDispatched {
        /**
         * Applied if the last failure reported an effect. The worker then notices a store that has lost its journal.
         */
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

    /** The step must be compensated, but the compensation of a dependant comes first or is stuck. */
    record AwaitingCompensation(KnownEffect knownEffect) implements InCompensation {}

    record Compensating(KnownEffect knownEffect, Attempts attempts) implements InProgress, InCompensation {
        @Override
        public Compensating with(Attempts next) {
            return new Compensating(knownEffect, next);
        }
    }

    record Compensated(CompensationResult result) implements NotApplied {}

    /** The step has failed and is not retried until an operator decides. */
    record Stuck(KnownEffect knownEffect, StepFailure first, StepFailure last) implements StepState {}

    /** An operator has left the step applied. */
    record Skipped(Actor actor, String reason) implements StepState {}

    /** The step has no effect in its store, because it was never dispatched to apply or is compensated. */
    sealed interface NotApplied extends StepState {}

    /** The preflight has passed, and the step was not dispatched to apply. */
    sealed interface Applicable extends NotApplied {}

    /** The step was dispatched to apply, and no rollback has started. */
    sealed interface ApplyDispatched extends StepState {
        default KnownEffect knownEffect() {
            return KnownEffect.APPLIED;
        }
    }

    /** The step is or will be compensated. */
    sealed interface InCompensation extends StepState {
        KnownEffect knownEffect();
    }

    /** The step has dispatches in one direction, but no result yet. */
    sealed interface InProgress extends StepState {
        Attempts attempts();

        InProgress with(Attempts next);
    }
}
