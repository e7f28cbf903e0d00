package dev.lockstep.coordinator.erasure;

/** How far an erasure is. */
enum ErasureState {
    /** No worker has answered yet. */
    REQUESTED,
    /** The values of the unit are removed; the step cannot be undone for the unit. */
    ERASED,
    /** The journal of the step has no values of the unit. */
    NOT_FOUND,
    /** A worker or Kafka has refused it, or no worker has answered in all attempts. */
    FAILED
}
