package dev.lockstep.coordinator.fleet;

/** How far a fleet is. */
enum FleetState {
    /** The migrations of the wave are submitted, and must complete. */
    RUNNING,
    /** A wave has completed, and somebody must continue the fleet. */
    WAITING,
    /** Nothing is submitted any more; migrations that run continue to their outcome. */
    STOPPING,
    /** A member has not completed, or somebody has stopped the fleet. Nothing runs. */
    STOPPED,
    /** The completed migrations of the wave, or of all waves, are rolled back. */
    ROLLING_BACK,
    /** All migrations have completed. */
    COMPLETED,
    /** The migrations of the wave that has run last are rolled back, those of other waves stay completed. */
    WAVE_ROLLED_BACK,
    /** All migrations are rolled back, except those of earlier fleets. */
    ROLLED_BACK;

    /** Whether the runner may have to do something. */
    boolean isActive() {
        return this == RUNNING || this == STOPPING || this == ROLLING_BACK;
    }

    /** Whether no other fleet of this name can start. */
    boolean isOpen() {
        return isActive() || this == WAITING;
    }
}
