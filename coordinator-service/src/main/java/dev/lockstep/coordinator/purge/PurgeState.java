package dev.lockstep.coordinator.purge;

/** How far a purge, or its part for one step, is. */
enum PurgeState {
    /** The request waits until its target is free, or for its next attempt. */
    WAITING,
    /** The command is sent, and no worker has answered yet. */
    REQUESTED,
    /** The journal is removed. */
    PURGED
}
