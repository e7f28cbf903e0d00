package dev.lockstep.coordinator.outbox;

/** The result of publishing one row. */
public sealed interface PublishResult {
    /** Kafka has the message. */
    record Published() implements PublishResult {}

    /** Kafka did not take the message now; the row stays unpublished. */
    record Deferred(String reason) implements PublishResult {}

    /** Kafka will never take the message. */
    record Rejected(String reason) implements PublishResult {}
}
