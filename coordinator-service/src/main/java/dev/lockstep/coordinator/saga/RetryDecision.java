package dev.lockstep.coordinator.saga;

/** The decision after a dispatch that failed or whose lease lapsed. */
enum RetryDecision {
    /** The step is dispatched again; the dispatch or the back-off before it was added to the events. */
    RETRY,
    /** The step is not dispatched again in this direction; the caller decides what follows. */
    GIVE_UP
}
