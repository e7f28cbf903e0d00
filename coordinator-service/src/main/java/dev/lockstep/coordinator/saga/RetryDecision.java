package dev.lockstep.coordinator.saga;

/** Whether a failed or lapsed dispatch is followed by another one. */
enum RetryDecision {
    /** The next dispatch or its back-off is among the events. */
    RETRY,
    /** No dispatch follows; the caller decides what happens instead. */
    GIVE_UP
}
