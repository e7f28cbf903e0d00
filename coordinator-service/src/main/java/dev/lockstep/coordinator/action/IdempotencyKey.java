package dev.lockstep.coordinator.action;

/**
 * The idempotency key of a request. Callers cannot read each other's responses, because each has its own keys.
 *
 * @param caller the id of the caller
 */
record IdempotencyKey(String caller, String value) {}
