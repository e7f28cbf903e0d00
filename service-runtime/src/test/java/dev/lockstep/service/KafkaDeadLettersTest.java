package dev.lockstep.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaDeadLettersTest {
    private static final int LIMIT = 4 * 1024 * 1024;
    private static final int MAX_TRIES = 3;

    private final String topic = SharedKafka.freshPrefix() + "source";
    private final String deadLetterTopic = Topics.deadLettersOf(topic);
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()));
    // The limit of the coordinator's producer.
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(
                    "bootstrap.servers", SharedKafka.bootstrapServers(),
                    "max.request.size", 4325376,
                    "max.block.ms", 500),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        producer.close();
        admin.close();
    }

    private KafkaDeadLetters deadLetters(int maxTries) {
        return new KafkaDeadLetters(() -> producer, metrics, maxTries, Duration.ofMillis(100));
    }

    private double count(String name) {
        var counter = metrics.find(name).tags("topic", topic).counter();
        return counter == null ? 0 : counter.count();
    }

    private void createDeadLetterTopic() throws Exception {
        NewTopic created = new NewTopic(deadLetterTopic, 1, (short) 1)
                .configs(Map.of("max.message.bytes", Integer.toString(LIMIT + 64 * 1024)));
        admin.createTopics(List.of(created)).all().get();
        await().until(() -> admin.listTopics().names().get().contains(deadLetterTopic));
    }

    private ConsumerRecord<byte[], byte[]> messageWithKey(int size) {
        return new ConsumerRecord<>(topic, 0, 7, new byte[size], null);
    }

    private ConsumerRecord<byte[], byte[]> message(int size) {
        return new ConsumerRecord<>(topic, 0, 7, null, new byte[size]);
    }

    private ConsumerRecord<byte[], byte[]> onlyDeadLetter() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedKafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(deadLetterTopic, 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            await().until(() -> {
                found.addAll(consumer.poll(Duration.ofMillis(200)).records(partition));
                return !found.isEmpty();
            });
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Nested
    class A_message {
        @Test
        void just_below_the_limit_of_its_topic_is_copied_whole() throws Exception {
            createDeadLetterTopic();
            try (KafkaDeadLetters deadLetters = deadLetters(MAX_TRIES)) {
                deadLetters.send(message(LIMIT - 100), "x".repeat(100_000));
                await().until(() -> count("lockstep.dead.letters") == 1);
                assertThat(onlyDeadLetter().value()).hasSize(LIMIT - 100);
            }
        }

        @Test
        void that_does_not_fit_into_the_dead_letter_topic_is_copied_in_part() throws Exception {
            createDeadLetterTopic();
            try (KafkaDeadLetters deadLetters = deadLetters(MAX_TRIES)) {
                deadLetters.send(message(10 * LIMIT), "unreadable");
                await().until(() -> count("lockstep.dead.letters") == 1);
                assertThat(onlyDeadLetter().headers().lastHeader("lockstep_truncated"))
                        .isNotNull();
            }
        }

        @Test
        void is_skipped_after_a_limited_number_of_tries() {
            try (KafkaDeadLetters deadLetters = deadLetters(MAX_TRIES)) {
                deadLetters.send(message(1), "unreadable");
                deadLetters.send(message(2), "unreadable");
                await().until(() -> count("lockstep.dead.letters.lost") == 2);
                assertThat(count("lockstep.dead.letters")).isZero();
            }
        }

        @Test
        void with_a_key_that_does_not_fit_is_copied_without_it() throws Exception {
            createDeadLetterTopic();
            try (KafkaDeadLetters deadLetters = deadLetters(MAX_TRIES)) {
                deadLetters.send(messageWithKey(10 * LIMIT), "unreadable");

                await().until(() -> count("lockstep.dead.letters") == 1);
                assertThat(onlyDeadLetter().key()).isNull();
            }
        }

        @Test
        void that_still_waits_when_the_service_stops_is_counted_as_lost() {
            KafkaDeadLetters deadLetters = deadLetters(1000);
            deadLetters.send(message(1), "unreadable");
            deadLetters.send(messageWithKey(2), "unreadable");

            deadLetters.close();

            await().until(() -> count("lockstep.dead.letters.lost") == 2);
        }

        @Test
        void whose_copy_fails_with_an_error_is_counted_as_lost() {
            try (KafkaDeadLetters deadLetters = new KafkaDeadLetters(
                    () -> {
                        throw new NoClassDefFoundError("producer");
                    },
                    metrics,
                    MAX_TRIES,
                    Duration.ofMillis(100))) {
                deadLetters.send(message(1), "unreadable");

                await().until(() -> count("lockstep.dead.letters.lost") == 1);
            }
        }

        @Test
        void is_skipped_if_the_keys_of_the_others_that_wait_use_up_the_memory() {
            try (KafkaDeadLetters deadLetters = deadLetters(1000)) {
                deadLetters.send(messageWithKey(3 * LIMIT), "unreadable");
                deadLetters.send(messageWithKey(3 * LIMIT), "unreadable");

                await().until(() -> count("lockstep.dead.letters.lost") == 1);
            }
        }

        @Test
        void is_copied_once_its_dead_letter_topic_exists() throws Exception {
            try (KafkaDeadLetters deadLetters = deadLetters(1000)) {
                deadLetters.send(message(1), "unreadable");
                createDeadLetterTopic();
                await().until(() -> count("lockstep.dead.letters") == 1);
                assertThat(onlyDeadLetter().value()).hasSize(1);
            }
        }
    }
}
