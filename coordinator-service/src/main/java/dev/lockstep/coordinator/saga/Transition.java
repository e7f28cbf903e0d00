package dev.lockstep.coordinator.saga;

/** One event, with the state before and the state after it. */
public record Transition(SagaState oldState, SagaEvent event, SagaState newState) {}
