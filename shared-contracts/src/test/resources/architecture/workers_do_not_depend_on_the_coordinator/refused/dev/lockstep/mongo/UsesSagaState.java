package dev.lockstep.mongo;

import dev.lockstep.coordinator.saga.SagaState;

class UsesSagaState {
    SagaState state = new SagaState();
}
