package dev.lockstep.coordinator.outbox;

/** The result of publishing one row. */
public sealed interface PublishResult {
    /** Kafka has stored the message. */
    record Published() implements PublishResult {}

    /** Kafka did not accept the message this time; the row stays unpublished. */
    record Deferred(String reason) implements PublishResult {}

    /** Kafka will never accept the message. */
    record Rejected(String reason) implements PublishResult {}
}
