package dev.lockstep.mongo;

import dev.lockstep.coordinator.saga.SagaState;

class Peeking {
    SagaState state = new SagaState();
}
