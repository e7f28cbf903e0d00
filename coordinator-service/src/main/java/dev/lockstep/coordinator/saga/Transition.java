package dev.lockstep.coordinator.saga;

/** One event with the state before it and the state after it. */
public record Transition(SagaState before, SagaEvent event, SagaState after) {}
