package dev.lockstep.subscriber;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.MigrationId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A record of the topic as an event.
 *
 * @param message null if the type is not known: a newer version may add types, which subscribers ignore
 */
record KafkaEvent(
        ConsumerRecord<byte[], byte[]> source,
        MigrationId migration,
        long sequence,
        String type,
        @Nullable MigrationMessage message) {

    static final Map<String, Class<? extends MigrationEvent>> TYPES = Map.ofEntries(
            Map.entry("started", MigrationEvent.Started.class),
            Map.entry("step.applied", MigrationEvent.StepApplied.class),
            Map.entry("step.compensated", MigrationEvent.StepCompensated.class),
            Map.entry("rollback-began", MigrationEvent.RollbackBegan.class),
            Map.entry("completed", MigrationEvent.Completed.class),
            Map.entry("rolled-back", MigrationEvent.RolledBack.class),
            Map.entry("needs-operator", MigrationEvent.NeedsOperator.class),
            Map.entry("closed-by-operator", MigrationEvent.ClosedByOperator.class),
            Map.entry("rejected", MigrationEvent.Rejected.class),
            Map.entry("cancelled", MigrationEvent.Cancelled.class));
    private static final String PREFIX = "dev.lockstep.migration.";

    /** Reads a record, or throws {@link UnreadableEvent}. */
    static KafkaEvent read(ConsumerRecord<byte[], byte[]> source) {
        try {
            String type = header(source, "ce_type");
            MigrationId migration = MigrationId.parse(header(source, "ce_subject"));
            long sequence = positive(header(source, "ce_sequence"));
            Class<? extends MigrationEvent> data =
                    type.startsWith(PREFIX) ? TYPES.get(type.substring(PREFIX.length())) : null;
            return new KafkaEvent(
                    source,
                    migration,
                    sequence,
                    type,
                    data == null ? null : message(source, migration, sequence, data));
        } catch (IllegalArgumentException | DateTimeException | JacksonException e) {
            throw new UnreadableEvent(
                    "The record %s-%d at offset %d is not an event of a migration: %s"
                            .formatted(source.topic(), source.partition(), source.offset(), e.getMessage()),
                    e);
        }
    }

    /** The migration of a record, as far as it can be told, without reading the rest. */
    static boolean isOf(MigrationId migration, ConsumerRecord<byte[], byte[]> source) {
        Header header = source.headers().lastHeader("ce_subject");
        return header != null
                && header.value() != null
                && migration.toString().equals(new String(header.value(), StandardCharsets.UTF_8));
    }

    boolean isOutcome() {
        return message != null && message.event().isOutcome();
    }

    private static MigrationMessage message(
            ConsumerRecord<byte[], byte[]> source,
            MigrationId migration,
            long sequence,
            Class<? extends MigrationEvent> data) {
        if (source.value() == null) {
            throw new IllegalArgumentException("it has no value");
        }
        return new MigrationMessage(
                header(source, "ce_id"),
                migration,
                sequence,
                Math.toIntExact(positive(header(source, "ce_round"))),
                Instant.parse(header(source, "ce_time")),
                header(source, "ce_type"),
                optionalHeader(source, "ce_authid"),
                optionalHeader(source, "ce_authtype"),
                LockstepJson.messages().readValue(source.value(), data));
    }

    private static long positive(String text) {
        long number = Long.parseLong(text);
        if (number < 1) {
            throw new IllegalArgumentException("sequence and round are at least 1, found " + number);
        }
        return number;
    }

    private static String header(ConsumerRecord<byte[], byte[]> source, String name) {
        Header header = source.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String optionalHeader(ConsumerRecord<byte[], byte[]> source, String name) {
        return source.headers().lastHeader(name) == null ? "unknown" : header(source, name);
    }

    @Override
    public String toString() {
        return "%s, sequence %d of migration %s".formatted(type, sequence, migration);
    }
}
