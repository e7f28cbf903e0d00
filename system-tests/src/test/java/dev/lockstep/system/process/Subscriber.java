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
import org.awaitility.Awaitility;

/** Another team's service: reads the public events of one migration with a consumer group of its own. */
final class Subscriber implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final String migration;
    private final List<PublicEvent> seen = new ArrayList<>();

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

    /** Reads until so many rounds have ended; every event as it came, repeats left out as a subscriber would. */
    List<PublicEvent> readRounds(int rounds) {
        Awaitility.await("outcome of round " + rounds).atMost(Waits.LIMIT).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(this::see);
            return seen.stream().filter(PublicEvent::isOutcome).count() >= rounds;
        });
        return List.copyOf(seen);
    }

    private void see(ConsumerRecord<String, String> message) {
        PublicEvent event = PublicEvent.of(message);
        boolean isNew = seen.isEmpty() || event.sequence() > seen.getLast().sequence();
        if (event.subject().equals(migration) && isNew) {
            seen.add(event);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** What the headers of a CloudEvent in binary mode say. */
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

        /** The type without the prefix that all share. */
        String name() {
            return type.replace("dev.lockstep.migration.", "");
        }

        private static String header(ConsumerRecord<String, String> message, String name) {
            return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
        }
    }
}
