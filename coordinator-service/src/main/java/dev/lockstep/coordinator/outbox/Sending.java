package dev.lockstep.coordinator.outbox;

/** What became of a row that was given to Kafka. */
public sealed interface Sending {
    /** Kafka has it. */
    record Published() implements Sending {}

    /** Not now; the row stays. */
    record Later(String reason) implements Sending {}

    /** Kafka will never take it. */
    record RefusedForGood(String reason) implements Sending {}
}
