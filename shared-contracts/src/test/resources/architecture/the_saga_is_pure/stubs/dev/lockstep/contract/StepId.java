package dev.lockstep.contract;

public record StepId(String value) {}
