package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Where a migration stands; each state holds only what is true in it. */
public sealed interface SagaState {
    /** The state before {@link SagaCommand.Submit}. */
    static SagaState none() {
        return new Unsubmitted();
    }

    record Unsubmitted() implements SagaState {}

    /** A migration that exists. */
    sealed interface Submitted extends SagaState {
        Posted posted();

        /** Counts from 1; each ends in one outcome. */
        int round();

        /** Every step of the plan, in the order of the plan. */
        SequencedMap<StepId, StepState> steps();

        default MigrationId migration() {
            return posted().migration();
        }

        default Plan plan() {
            return posted().plan();
        }
    }

    /** Holds the plan and nothing more: no target was ever asked. */
    sealed interface Unasked extends Submitted {
        @Override
        default int round() {
            return 1;
        }

        @Override
        default SequencedMap<StepId, StepState> steps() {
            SequencedMap<StepId, StepState> steps = new LinkedHashMap<>();
            plan().spec().steps().forEach(step -> steps.put(step.id(), new StepState.Pending()));
            return Collections.unmodifiableSequencedMap(steps);
        }
    }

    /** Has held its targets. */
    sealed interface Started extends Submitted {
        Run run();

        @Override
        default Posted posted() {
            return run().posted();
        }

        @Override
        default int round() {
            return run().round();
        }

        @Override
        default SequencedMap<StepId, StepState> steps() {
            return run().steps();
        }

        /** What {@code migration.startedAt} stands for. */
        default Instant startedAt() {
            return run().startedAt();
        }
    }

    /** Dispatches go out and answers are awaited. */
    sealed interface InFlight extends Started {
        InFlight with(Run next);
    }

    /** Steps went out to be applied, and nothing was undone. */
    sealed interface Forward extends Started {}

    /** A next step may be applied. */
    sealed interface Advancing extends InFlight {}

    /** Puts steps back, or has done so. */
    sealed interface TurnedAround extends Started {
        Cause cause();
    }

    /** Over: its targets are free. */
    sealed interface Settled extends Submitted {}

    record Queued(Posted posted) implements Unasked {}

    record Preflight(Run run) implements Advancing {
        @Override
        public InFlight with(Run next) {
            return new Preflight(next);
        }
    }

    record Applying(Run run) implements Advancing, Forward {
        @Override
        public InFlight with(Run next) {
            return new Applying(next);
        }
    }

    record Finishing(Run run) implements InFlight, Forward {
        @Override
        public InFlight with(Run next) {
            return new Finishing(next);
        }
    }

    record Compensating(Run run, Cause cause) implements InFlight, TurnedAround {
        @Override
        public InFlight with(Run next) {
            return new Compensating(next, cause);
        }
    }

    /** A person must decide; the targets stay held. */
    sealed interface NeedsOperator extends Started {
        NeedsOperator with(Run next);
    }

    /** Compensations are stuck; whatever did not depend on them is undone. */
    record StuckCompensating(Run run, Cause cause) implements NeedsOperator, TurnedAround {
        @Override
        public NeedsOperator with(Run next) {
            return new StuckCompensating(next, cause);
        }

        Compensating resumed(Run next) {
            return new Compensating(next, cause);
        }
    }

    /** The irreversible step is applied or may be, and its check is not met or nobody takes it: only forward is left. */
    record StuckAtPivot(Run run) implements NeedsOperator {
        @Override
        public NeedsOperator with(Run next) {
            return new StuckAtPivot(next);
        }
    }

    record Completed(Run run) implements Forward, Settled {
        Completed with(Run next) {
            return new Completed(next);
        }
    }

    record RolledBack(Run run, Cause cause) implements TurnedAround, Settled {}

    record ClosedByOperator(Run run, String reason) implements Started, Settled {}

    /** Preflight failed; nothing was changed. */
    record Rejected(Run run) implements Started, Settled {}

    /** Called off before anything was changed. */
    record Cancelled(Posted posted) implements Unasked, Settled {}
}
