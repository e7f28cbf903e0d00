package dev.lockstep.coordinator.outbox;

/** A message for Kafka that is not in the outbox, and not of a migration. */
public record KeyedMessage(String topic, String key, String payload) {}
