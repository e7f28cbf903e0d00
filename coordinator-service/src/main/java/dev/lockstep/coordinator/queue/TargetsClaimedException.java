package dev.lockstep.coordinator.queue;

/** Other migrations prevent the rollback of a completed migration; the message names them, newest first. */
public final class TargetsClaimedException extends RuntimeException {
    TargetsClaimedException(String message) {
        super(message);
    }
}
