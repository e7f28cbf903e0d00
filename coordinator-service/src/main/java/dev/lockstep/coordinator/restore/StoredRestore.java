package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;

/** A restore with what the API does not show. */
record StoredRestore(MigrationId migration, DispatchNumber dispatch, Restore restore) {}
