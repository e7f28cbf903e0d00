package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** The result of submitting a valid plan. */
public sealed interface SubmissionResult {
    /**
     * A new migration was created; it has started or is queued.
     *
     * @param events all events of the migration so far
     */
    record Accepted(VersionedState migration, List<SagaEvent> events) implements SubmissionResult {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** A migration with the same plan is already queued, running or completed. */
    record Existing(MigrationId migration) implements SubmissionResult {}

    /** A migration of the same name, but with another plan, is queued, running or completed. */
    record NameConflict(MigrationId migration, Plan existing) implements SubmissionResult {}
}
