package dev.lockstep.worker;

import dev.lockstep.coordinator.saga.SagaState;

class Peeking {
    SagaState state = new SagaState();
}
