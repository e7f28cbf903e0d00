package dev.lockstep.coordinator.saga;

import java.time.Instant;

class PunctualDecider {
    Instant startedAt() {
        return Instant.now();
    }
}
