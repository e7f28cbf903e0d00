package dev.lockstep.coordinator.http;

/** An error in the syntax of a text. JSON and YAML use the same words for the same error. */
public record SyntaxError(String message, String hint) {}
