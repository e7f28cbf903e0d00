package dev.lockstep.system.process;

import dev.lockstep.contract.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the public events of one migration in its own consumer group, like a service of another team. */
final class Subscriber implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private final KafkaConsumer<String, String> consumer;
    private final String migration;
    private final List<PublicEvent> events = new ArrayList<>();

    Subscriber(LockstepSystem system, String migration) {
        this.migration = migration;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        system.kafka().bootstrapServers(),
                        "auto.offset.reset",
                        "earliest",
                        "group.id",
                        "subscriber-" + UUID.randomUUID()),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(Topics.MIGRATIONS));
    }

    /** Reads events until this number of rounds has ended. Returns all events without duplicates. */
    List<PublicEvent> readRounds(int rounds) {
        Waits.await("outcome of round " + rounds).pollInSameThread().until(() -> {
            consumer.poll(POLL).forEach(this::addIfNew);
            return events.stream().filter(PublicEvent::isOutcome).count() >= rounds;
        });
        return List.copyOf(events);
    }

    private void addIfNew(ConsumerRecord<String, String> message) {
        PublicEvent event = PublicEvent.of(message);
        boolean isNew = events.isEmpty() || event.sequence() > events.getLast().sequence();
        if (event.subject().equals(migration) && isNew) {
            events.add(event);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** The headers of a CloudEvent in binary mode. */
    record PublicEvent(String type, String subject, long sequence, int round) {
        private static final List<String> OUTCOMES =
                List.of("completed", "rolled-back", "needs-operator", "closed-by-operator", "rejected", "cancelled");

        static PublicEvent of(ConsumerRecord<String, String> message) {
            return new PublicEvent(
                    header(message, "ce_type"),
                    header(message, "ce_subject"),
                    Long.parseLong(header(message, "ce_sequence")),
                    Integer.parseInt(header(message, "ce_round")));
        }

        boolean isOutcome() {
            return OUTCOMES.contains(name());
        }

        /** The type without the common prefix. */
        String name() {
            return type.replace("dev.lockstep.migration.", "");
        }

        private static String header(ConsumerRecord<String, String> message, String name) {
            return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
        }
    }
}
