package dev.lockstep.coordinator.targetrequest;

/** How far a request about a target is. */
enum TargetRequestState {
    /** No worker has answered yet. */
    REQUESTED,
    /** A worker has answered. */
    ANSWERED,
    /** A worker or Kafka has refused it, or no worker has answered in all attempts. */
    FAILED
}
