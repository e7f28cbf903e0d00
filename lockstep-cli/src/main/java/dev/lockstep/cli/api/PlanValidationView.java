package dev.lockstep.cli.api;

/** A valid plan. */
public record PlanValidationView(String name, int steps, String checksum) {}
