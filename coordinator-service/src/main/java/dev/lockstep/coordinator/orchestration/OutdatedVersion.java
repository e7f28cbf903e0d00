package dev.lockstep.coordinator.orchestration;

import org.springframework.dao.OptimisticLockingFailureException;

/** Somebody else wrote a newer version of the migration: decide again on fresh state. */
public final class OutdatedVersion extends OptimisticLockingFailureException {
    OutdatedVersion(Recorded before) {
        super("migration %s is no longer at version %d".formatted(before.migration(), before.version()));
    }
}
