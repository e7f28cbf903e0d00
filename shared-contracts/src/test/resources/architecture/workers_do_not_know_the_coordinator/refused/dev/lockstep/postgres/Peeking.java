package dev.lockstep.postgres;

import dev.lockstep.coordinator.saga.SagaState;

class Peeking {
    SagaState state = new SagaState();
}
