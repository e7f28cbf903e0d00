package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * The state of a migration at one version of its journal.
 *
 * @param version the number of events in the journal
 */
public record VersionedState(MigrationId migration, long version, SagaState state) {
    /** The state before the first event. */
    static VersionedState initial(MigrationId migration) {
        return new VersionedState(migration, 0, SagaState.initial());
    }
}
