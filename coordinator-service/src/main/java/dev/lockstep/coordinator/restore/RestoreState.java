package dev.lockstep.coordinator.restore;

/** How far a restore is. */
enum RestoreState {
    /** No worker has answered yet. The target is claimed. */
    REQUESTED,
    /** The touched units are as in the backup; in a dry run, the worker has found out what it would change. */
    RESTORED,
    /**
     * A worker or Kafka has refused it, or no worker has answered in all attempts. A part of the units can be restored;
     * a further restore continues.
     */
    FAILED
}
