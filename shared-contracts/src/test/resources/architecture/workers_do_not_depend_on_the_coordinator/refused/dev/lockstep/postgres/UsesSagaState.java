package dev.lockstep.postgres;

import dev.lockstep.coordinator.saga.SagaState;

class UsesSagaState {
    SagaState state = new SagaState();
}
