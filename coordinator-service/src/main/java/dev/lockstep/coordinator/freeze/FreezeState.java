package dev.lockstep.coordinator.freeze;

/** Whether a freeze has ended, and how. */
enum FreezeState {
    /** Nothing new starts. */
    OPEN,
    /** Two people have ended it. */
    BROKEN,
    /** Its time is over. */
    EXPIRED
}
