package dev.lockstep.system.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Reads all topics of Lockstep from their beginning, and sends unreadable messages. A dead letter has the unreadable message itself, so only its
 * headers are read; so are only the headers of the unreadable messages.
 */
final class AllMessages {
    private static final String UNREADABLE = "unreadable-message";
    private static final Duration POLL = Duration.ofMillis(100);
    private final String bootstrapServers;

    AllMessages(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Sends a message that nobody can read to each topic. */
    void sendUnreadable(String... topics) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            for (String topic : topics) {
                producer.send(new ProducerRecord<>(topic, UNREADABLE, "{\"header\": planted}"))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    SequencedMap<String, String> byTopic() {
        SequencedMap<String, String> texts = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().entrySet().stream()
                    .filter(topic -> topic.getKey().startsWith("lockstep."))
                    .flatMap(topic -> topic.getValue().stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Waits.await("all messages are read").pollInSameThread().until(() -> {
                consumer.poll(POLL)
                        .forEach(message -> texts.merge(
                                "topic " + message.topic(), text(message), (earlier, later) -> earlier + "\n" + later));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return texts;
    }

    private static String text(ConsumerRecord<byte[], byte[]> message) {
        String headers = StreamSupport.stream(message.headers().spliterator(), false)
                .map(header -> header.key() + "=" + string(header.value()))
                .collect(Collectors.joining(" "));
        boolean hasUnreadable =
                message.topic().endsWith("-dlt") || string(message.key()).equals(UNREADABLE);
        return hasUnreadable ? headers : "%s %s %s".formatted(headers, string(message.key()), string(message.value()));
    }

    private static String string(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
