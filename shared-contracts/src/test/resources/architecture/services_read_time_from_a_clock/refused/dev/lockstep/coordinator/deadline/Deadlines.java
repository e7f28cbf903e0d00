package dev.lockstep.coordinator.deadline;

import java.time.Instant;

class Deadlines {
    Object now() {
        return Instant.now();
    }
}
