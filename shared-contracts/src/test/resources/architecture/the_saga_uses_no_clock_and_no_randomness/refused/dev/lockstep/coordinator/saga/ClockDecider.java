package dev.lockstep.coordinator.saga;

import java.time.Clock;
import java.time.Instant;

class ClockDecider {
    Instant startedAt(Clock clock) {
        return clock.instant();
    }
}
