package dev.lockstep.coordinator.saga;

import java.util.UUID;

class RandomIdDecider {
    UUID id() {
        return UUID.randomUUID();
    }
}
