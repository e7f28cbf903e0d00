package dev.lockstep.coordinator.deadline;

/** Whether unprocessed reports wait in Kafka. While they do, no lease lapses. */
@FunctionalInterface
public interface ReportBacklog {
    State state();

    enum State {
        /** All reports that existed at the first query are processed. */
        PROCESSED,
        PENDING,
        /** Kafka is not reachable. */
        UNKNOWN
    }
}
