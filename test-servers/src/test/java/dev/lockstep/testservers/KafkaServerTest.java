package dev.lockstep.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.kafka.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaServerTest {

    private static KafkaServer server;

    @BeforeAll
    static void start() {
        server = DedicatedServers.kafka();
    }

    private static KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> valuesOf(String topic, int expected) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await().atMost(Waits.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(value -> values.add(value.value()));
                return values.size() >= expected;
            });
        }
        return values;
    }

    @Nested
    class A_killed_server {

        @Test
        void has_every_acknowledged_record_after_a_restart() throws ExecutionException, InterruptedException {
            server.createTopic("kept", 1, Map.of());
            List<String> sent =
                    IntStream.range(0, 500).mapToObj(Integer::toString).toList();
            try (KafkaProducer<String, String> producer = producer()) {
                List<Future<RecordMetadata>> answers = sent.stream()
                        .map(value -> producer.send(new ProducerRecord<>("kept", value)))
                        .toList();
                for (Future<RecordMetadata> answer : answers) {
                    answer.get();
                }
            }

            server.kill();
            server.start();

            assertThat(valuesOf("kept", 500)).isEqualTo(sent);
        }
    }

    @Nested
    class A_paused_server {

        @AfterEach
        void resumeServer() {
            server.resume();
        }

        @Test
        void accepts_the_record_after_it_is_resumed() {
            server.createTopic("paused", 1, Map.of());
            try (KafkaProducer<String, String> producer = producer()) {
                producer.partitionsFor("paused");
                server.pause();
                Future<RecordMetadata> answer = producer.send(new ProducerRecord<>("paused", "late"));
                await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());

                server.resume();

                await().atMost(Waits.LIMIT).until(answer::isDone);
                assertThat(valuesOf("paused", 1)).contains("late");
            }
        }
    }

    @Nested
    class A_running_server {

        @Test
        void can_be_restarted() {
            server.restart();

            assertThat(server.isRunning()).isTrue();
        }

        @Test
        void does_not_create_topics_automatically() throws ExecutionException, InterruptedException {
            try (Admin admin = server.admin();
                    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                            Map.of("bootstrap.servers", server.bootstrapServers()),
                            new StringDeserializer(),
                            new StringDeserializer())) {
                consumer.partitionsFor("not-created");

                assertThat(admin.listTopics().names().get()).doesNotContain("not-created");
            }
        }
    }
}
