package dev.lockstep.coordinator.saga;

import java.time.Instant;

class CurrentTimeDecider {
    Instant startedAt() {
        return Instant.now();
    }
}
