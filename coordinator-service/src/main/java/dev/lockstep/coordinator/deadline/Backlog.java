package dev.lockstep.coordinator.deadline;

/** Whether reports wait that no coordinator has handled: while they do, nobody is called silent. */
@FunctionalInterface
public interface Backlog {
    State state();

    enum State {
        /** Everything that was there when it was first asked is handled. */
        READ,
        UNREAD,
        /** Kafka cannot be asked, so no worker can be heard either. */
        UNKNOWN
    }
}
