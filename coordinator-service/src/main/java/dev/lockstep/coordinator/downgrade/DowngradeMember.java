package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.protocol.MigrationId;
import org.jspecify.annotations.Nullable;

/**
 * A migration of a downgrade.
 *
 * @param number its place in the order of the rollbacks, from 1
 * @param other whether it has no step on the target of the downgrade
 * @param requestedVersion its version after its rollback was requested; absent before
 * @param leaveApplied whether an operator has accepted that its steps stay applied
 */
record DowngradeMember(
        int number, MigrationId migration, boolean other, @Nullable Long requestedVersion, boolean leaveApplied) {}
