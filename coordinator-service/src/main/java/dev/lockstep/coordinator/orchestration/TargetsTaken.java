package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;

/** A settled migration cannot be put back now: others stand on its targets, newest first. */
public final class TargetsTaken extends RuntimeException {
    private final List<MigrationId> by;

    TargetsTaken(String message, List<MigrationId> by) {
        super(message);
        this.by = List.copyOf(by);
    }

    public List<MigrationId> by() {
        return by;
    }
}
