package dev.lockstep.coordinator.saga;

import java.util.Random;

class RandomDecider {
    int backoff() {
        return new Random().nextInt();
    }
}
