package dev.lockstep.coordinator.freeze;

/**
 * The idempotency key of a request for a freeze.
 *
 * @param caller the id of the caller
 */
record RequestKey(String caller, String value) {}
