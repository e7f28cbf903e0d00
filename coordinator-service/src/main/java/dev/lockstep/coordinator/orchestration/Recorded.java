package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * A migration as its journal has it.
 *
 * @param version how many events the journal holds
 */
public record Recorded(MigrationId migration, long version, SagaState state) {}
