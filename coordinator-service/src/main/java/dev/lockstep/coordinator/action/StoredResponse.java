package dev.lockstep.coordinator.action;

/**
 * A response to a submission, stored under its idempotency key.
 *
 * @param requestHash the hash of the request's body; empty without a key
 */
record StoredResponse(String requestHash, int status, String etag, String migration, String body) {}
