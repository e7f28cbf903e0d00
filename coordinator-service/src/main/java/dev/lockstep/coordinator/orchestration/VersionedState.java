package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * The state of a migration at one version of its journal.
 *
 * @param version the number of events in the journal
 * @param lastPublicEvent the sequence of the last public event; 0 before the first
 */
public record VersionedState(MigrationId migration, long version, long lastPublicEvent, SagaState state) {
    /** The state before the first event. */
    static VersionedState initial(MigrationId migration) {
        return new VersionedState(migration, 0, 0, SagaState.initial());
    }
}
