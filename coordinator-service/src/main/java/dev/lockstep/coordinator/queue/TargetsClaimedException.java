package dev.lockstep.coordinator.queue;

/** A completed migration cannot be rolled back now; the message names the other migrations, newest first. */
public final class TargetsClaimedException extends RuntimeException {
    TargetsClaimedException(String message) {
        super(message);
    }
}
