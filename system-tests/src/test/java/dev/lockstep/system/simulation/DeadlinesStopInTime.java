package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deadline passes only after its time, without the pauses; nothing is applied after it, and no dispatch goes forward.
 */
final class DeadlinesStopInTime implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> assertHolds(result, migration));
    }

    private static void assertHolds(SimulationResult result, MigrationId migration) {
        Times times = new Times();
        for (SagaEvent event : result.events(migration)) {
            times.add(event);
        }
    }

    /** The time that counts for deadlines, while the events of one migration follow each other. */
    private static final class Times {
        private final Map<StepId, Instant> dispatched = new HashMap<>();
        private @Nullable Instant started;
        private @Nullable Instant paused;
        private boolean hasPassed;

        void add(SagaEvent event) {
            switch (event) {
                case SagaEvent.Started e -> started = e.at();
                case SagaEvent.Dispatched e -> addDispatch(e);
                case SagaEvent.Applied e when hasPassed -> throw new AssertionError("applied after a deadline: " + e);
                case SagaEvent.Paused e -> paused = paused == null ? e.at() : paused;
                case SagaEvent.Resumed e -> leaveOut(e.at());
                case SagaEvent.StepDeadlinePassed e -> check(dispatched.get(e.step()), e.deadline(), e.at());
                case SagaEvent.DeadlinePassed e -> check(started, e.deadline(), e.at());
                default -> {}
            }
        }

        private void addDispatch(SagaEvent.Dispatched event) {
            if (hasPassed && event.direction() != Direction.COMPENSATE) {
                throw new AssertionError("dispatched after a deadline: " + event);
            }
            if (event.direction() == Direction.APPLY) {
                dispatched.putIfAbsent(event.step(), event.at());
            }
        }

        private void leaveOut(Instant resumed) {
            if (paused != null && started != null) {
                Duration pause = Duration.between(paused, resumed);
                started = started.plus(pause);
                dispatched.replaceAll((_, at) -> at.plus(pause));
            }
            paused = null;
        }

        private void check(@Nullable Instant from, Deadline deadline, Instant at) {
            Instant counted = paused == null ? at : paused;
            if (from == null || counted.isBefore(from.plus(deadline.duration()))) {
                throw new AssertionError(
                        "a deadline of %s from %s has passed at %s".formatted(deadline, from, counted));
            }
            hasPassed = true;
        }
    }
}
