/**
 * The shell around the saga: load, decide, append with the expected version, and write the effects, in one transaction.
 *
 * <p>Nothing here decides about a migration. The package also creates migrations from valid plans and starts those whose
 * targets are free and ready.
 */
@NullMarked
package dev.lockstep.coordinator.orchestration;

import org.jspecify.annotations.NullMarked;
