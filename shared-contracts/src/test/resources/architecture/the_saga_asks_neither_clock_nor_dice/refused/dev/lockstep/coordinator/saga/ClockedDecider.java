package dev.lockstep.coordinator.saga;

import java.time.Clock;
import java.time.Instant;

class ClockedDecider {
    Instant startedAt(Clock clock) {
        return clock.instant();
    }
}
