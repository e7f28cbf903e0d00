package dev.lockstep.coordinator.orchestration;

import org.springframework.dao.OptimisticLockingFailureException;

/** Another transaction has appended to the journal; the command must be decided again on the new state. */
public final class StaleVersionException extends OptimisticLockingFailureException {
    StaleVersionException(VersionedState before) {
        super("migration %s is no longer at version %d".formatted(before.migration(), before.version()));
    }
}
