package dev.lockstep.coordinator.deadline;

/** Checks which reports in Kafka the coordinators have processed. */
public interface ReportBacklog {
    /**
     * Returns the current ends of the reports topic.
     *
     * @throws UnavailableException if Kafka is unreachable
     */
    Ends ends() throws UnavailableException;

    /**
     * Returns whether the coordinators have processed all reports before these ends.
     *
     * @throws UnavailableException if Kafka is unreachable
     */
    boolean isProcessedUpTo(Ends ends) throws UnavailableException;

    /** The ends of all partitions of the reports topic at one time. */
    interface Ends {}

    /** Kafka is unreachable. */
    final class UnavailableException extends Exception {
        public UnavailableException(Throwable cause) {
            super(cause);
        }
    }
}
