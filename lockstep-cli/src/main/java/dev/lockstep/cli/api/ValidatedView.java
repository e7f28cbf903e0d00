package dev.lockstep.cli.api;

/** A plan that may run. */
public record ValidatedView(String name, int steps, String checksum) {}
