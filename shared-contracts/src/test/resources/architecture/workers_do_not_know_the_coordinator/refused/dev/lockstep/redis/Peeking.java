package dev.lockstep.redis;

import dev.lockstep.coordinator.saga.SagaState;

class Peeking {
    SagaState state = new SagaState();
}
