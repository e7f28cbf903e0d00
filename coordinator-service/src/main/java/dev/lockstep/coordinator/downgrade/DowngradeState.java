package dev.lockstep.coordinator.downgrade;

/** How far a downgrade is. */
enum DowngradeState {
    /** Its migrations are rolled back, one after the other. The targets are claimed. */
    RUNNING,
    /** A person must decide about one of its migrations, and then resume or cancel it. The targets are claimed. */
    STOPPED,
    /** Every migration is rolled back, or closed by an operator. */
    COMPLETED,
    /** Somebody has ended it. A rollback that runs continues; the migrations after it stay completed. */
    CANCELLED;

    boolean isOpen() {
        return this == RUNNING || this == STOPPED;
    }
}
