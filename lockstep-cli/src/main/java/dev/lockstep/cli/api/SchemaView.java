package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.SchemaDefinitions;

/** The schema of a target that was read last. */
public record SchemaView(String target, int request, SchemaDefinitions schema) {}
