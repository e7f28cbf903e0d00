package dev.lockstep.coordinator.orchestration;

/** A settled migration cannot be put back now: others stand on its targets, and the message names them, newest first. */
public final class TargetsTaken extends RuntimeException {
    TargetsTaken(String message) {
        super(message);
    }
}
