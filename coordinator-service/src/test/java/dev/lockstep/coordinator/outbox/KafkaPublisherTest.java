package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

class KafkaPublisherTest {
    private static final int MISSING_TOPICS = 10;

    private final String prefix = SharedKafka.freshPrefix();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()));
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedKafka.bootstrapServers(), "max.block.ms", 3000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final List<String> missing = new CopyOnWriteArrayList<>();
    private final KafkaPublisher publisher = new KafkaPublisher(() -> producer, admin, missing::add);

    @AfterEach
    void close() {
        producer.close();
        admin.close();
    }

    private static OutboxRow row(long id, String topic) {
        MigrationId migration = new MigrationId(UUID.randomUUID());
        return new OutboxRow(id, new OutboxMessage(migration, topic, Map.of(), "{}", null, null, null), false);
    }

    @Nested
    class Missing_topics {
        @Test
        void delay_no_row_of_another_topic() throws Exception {
            String existing = prefix + "existing";
            admin.createTopics(List.of(new NewTopic(existing, 1, (short) 1)))
                    .all()
                    .get();
            List<OutboxRow> rows = new ArrayList<>();
            for (int topic = 0; topic < MISSING_TOPICS; topic++) {
                rows.add(row(topic, prefix + "missing-" + topic));
            }
            OutboxRow behind = row(MISSING_TOPICS, existing);
            rows.add(behind);

            SequencedMap<OutboxRow, PublishResult> results = publisher.publish(rows);

            assertThat(results.get(behind)).isEqualTo(new PublishResult.Published());
            assertThat(results.get(rows.getFirst()))
                    .isEqualTo(new PublishResult.Deferred("topic %smissing-0 does not exist".formatted(prefix)));
            assertThat(missing).hasSize(MISSING_TOPICS);
        }
    }

    @Nested
    class A_pass {
        private static final Properties SETTINGS = settings();

        private static Properties settings() {
            YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
            yaml.setResources(new ClassPathResource("application.yaml"));
            return Objects.requireNonNull(yaml.getObject());
        }

        private static Duration producerSetting(String name) {
            return Duration.ofMillis(
                    Long.parseLong(String.valueOf(SETTINGS.get("spring.kafka.producer.properties." + name))));
        }

        @Test
        void ends_after_its_last_message_and_before_postgresql_ends_the_transaction_of_the_relay() {
            Duration lastAnswer = KafkaPublisher.SEND_TIME
                    .plus(producerSetting("max.block.ms"))
                    .plus(producerSetting("delivery.timeout.ms"));
            assertThat(KafkaPublisher.PASS_TIME)
                    .isGreaterThanOrEqualTo(lastAnswer)
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(SETTINGS.getProperty("spring.datasource.hikari.data-source-properties.options"))
                    .contains("idle_in_transaction_session_timeout=20000");
        }
    }

    @Nested
    class A_partition_without_leader {
        private static final Node BROKER = new Node(1, "localhost", 9092);

        private static TopicPartitionInfo partition(int index, Node leader) {
            return new TopicPartitionInfo(index, leader, List.of(BROKER), List.of());
        }

        @Test
        void refuses_the_keys_that_kafka_assigns_to_it_and_no_others() {
            List<TopicPartitionInfo> partitions = List.of(partition(0, BROKER), partition(1, Node.noNode()));
            KafkaAvailability availability =
                    new KafkaAvailability(Map.of("t", new TopicDescription("t", false, partitions)), Set.of());
            List<Integer> refused = new ArrayList<>();
            for (int key = 0; key < 100; key++) {
                byte[] bytes = Integer.toString(key).getBytes(StandardCharsets.UTF_8);
                if (availability.refusal("t", bytes).isPresent()) {
                    refused.add(key);
                }
            }
            // The producer sends about half of the keys to each of two partitions.
            assertThat(refused).hasSizeBetween(25, 75);
            assertThat(availability.refusal("t", "0".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(
                            refused.contains(0)
                                    ? java.util.Optional.of("partition 1 of topic t has no leader")
                                    : java.util.Optional.empty());
        }
    }
}
