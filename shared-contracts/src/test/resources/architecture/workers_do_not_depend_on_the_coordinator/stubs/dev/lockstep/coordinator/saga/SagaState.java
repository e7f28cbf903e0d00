package dev.lockstep.coordinator.saga;

public class SagaState {}
