package dev.lockstep.coordinator.orchestration;

import org.springframework.dao.OptimisticLockingFailureException;

/** Another transaction has appended to the journal, so the command must be decided again on the new state. */
public final class StaleVersionException extends OptimisticLockingFailureException {
    StaleVersionException(VersionedState current) {
        super("migration %s is no longer at version %d".formatted(current.migration(), current.version()));
    }
}
