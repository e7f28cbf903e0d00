package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;

/** An erasure with what the API does not show. */
record StoredErasure(MigrationId migration, DispatchNumber dispatch, Erasure erasure) {}
