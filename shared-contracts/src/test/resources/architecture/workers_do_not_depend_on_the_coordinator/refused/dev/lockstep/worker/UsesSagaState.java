package dev.lockstep.worker;

import dev.lockstep.coordinator.saga.SagaState;

class UsesSagaState {
    SagaState state = new SagaState();
}
