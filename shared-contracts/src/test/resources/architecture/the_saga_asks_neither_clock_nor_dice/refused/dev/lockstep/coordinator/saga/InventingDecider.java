package dev.lockstep.coordinator.saga;

import java.util.UUID;

class InventingDecider {
    UUID id() {
        return UUID.randomUUID();
    }
}
