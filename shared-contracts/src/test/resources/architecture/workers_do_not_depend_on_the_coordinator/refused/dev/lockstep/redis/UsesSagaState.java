package dev.lockstep.redis;

import dev.lockstep.coordinator.saga.SagaState;

class UsesSagaState {
    SagaState state = new SagaState();
}
