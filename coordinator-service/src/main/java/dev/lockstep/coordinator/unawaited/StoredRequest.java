package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;

/**
 * A request with what the API does not show.
 *
 * @param dispatch the number of its command, the same in every attempt
 */
public record StoredRequest<T extends WorkerRequest>(MigrationId migration, DispatchNumber dispatch, T request) {}
