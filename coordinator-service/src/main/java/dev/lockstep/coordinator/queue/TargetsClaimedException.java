package dev.lockstep.coordinator.queue;

/**
 * Other migrations prevent the rollback of a completed migration, and the message names them, newest first; or its
 * journals are purged or were removed with Lockstep, or a target has become another database.
 */
public final class TargetsClaimedException extends RuntimeException {
    public TargetsClaimedException(String message) {
        super(message);
    }
}
