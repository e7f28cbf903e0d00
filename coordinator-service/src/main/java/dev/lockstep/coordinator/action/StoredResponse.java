package dev.lockstep.coordinator.action;

/**
 * A response to a submission, stored under its idempotency key.
 *
 * @param requestHash the SHA-256 hash of the request's body; empty if the request has no idempotency key
 */
record StoredResponse(String requestHash, int status, String etag, String migration, String body) {}
