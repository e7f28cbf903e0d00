package dev.lockstep.cli.api;

import java.time.Instant;

/**
 * A backup of what the steps of a migration touch on one target.
 *
 * @param bytes what it takes in the storage of the worker
 */
public record BackupView(
        String migration,
        String target,
        Instant createdAt,
        Instant expiresAt,
        long units,
        long bytes,
        String method,
        String location) {}
