package dev.lockstep.coordinator.saga;

import java.time.Instant;

record SagaDecider(Instant now) {
    Instant deadline() {
        return now.plusSeconds(30);
    }
}
