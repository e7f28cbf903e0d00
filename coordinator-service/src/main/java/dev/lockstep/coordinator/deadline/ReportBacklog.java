package dev.lockstep.coordinator.deadline;

/** Checks whether Kafka contains reports that no coordinator has processed. */
@FunctionalInterface
public interface ReportBacklog {
    State state();

    enum State {
        /** All reports that existed at the first query are processed. */
        PROCESSED,
        /** Some of these reports are not processed yet. */
        PENDING,
        /** Kafka is unreachable. */
        UNKNOWN
    }
}
