package dev.lockstep.coordinator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.deadline.ReportBacklog;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaReportBacklogTest {
    // The tests delete the topic that every coordinator reads, so no other test may use this server.
    private static final KafkaServer SERVER = DedicatedServers.kafka();
    private static final TopicPartition FIRST = new TopicPartition(Topics.REPORTS, 0);
    private static final TopicPartition SECOND = new TopicPartition(Topics.REPORTS, 1);

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", SERVER.bootstrapServers()));
    private final KafkaReportBacklog backlog = new KafkaReportBacklog(admin);

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.REPORTS, 2, (short) 1)))
                .all()
                .get();
        await().until(() -> admin.listTopics().names().get().contains(Topics.REPORTS));
    }

    @AfterEach
    void close() throws Exception {
        deleteTopic();
        admin.close();
    }

    private void deleteTopic() throws Exception {
        admin.deleteTopics(List.of(Topics.REPORTS)).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(Topics.REPORTS));
    }

    // A producer of its own for each call, because one keeps the id of a deleted topic for a while.
    private void send(TopicPartition partition, int reports) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SERVER.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int report = 0; report < reports; report++) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[] {1}))
                        .get();
            }
        }
    }

    private void commit(TopicPartition partition, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(KafkaReportBacklog.GROUP, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    @Nested
    class Reports {
        @Test
        void are_processed_once_the_offsets_behind_them_are_committed_on_every_partition() throws Exception {
            send(FIRST, 3);
            send(SECOND, 1);
            ReportBacklog.Ends ends = backlog.ends();
            assertThat(backlog.isProcessedUpTo(ends)).isFalse();
            commit(FIRST, 3);
            assertThat(backlog.isProcessedUpTo(ends)).isFalse();
            commit(SECOND, 1);
            assertThat(backlog.isProcessedUpTo(ends)).isTrue();
            send(FIRST, 1);
            assertThat(backlog.isProcessedUpTo(ends)).isTrue();
            assertThat(backlog.isProcessedUpTo(backlog.ends())).isFalse();
        }

        @Test
        void that_do_not_exist_are_not_waited_for() throws Exception {
            assertThat(backlog.isProcessedUpTo(backlog.ends())).isTrue();
        }
    }

    @Nested
    class A_topic_that_was_deleted_and_created_again {
        @Test
        void is_waited_for_up_to_its_new_end() throws Exception {
            send(FIRST, 3);
            send(SECOND, 1);
            ReportBacklog.Ends ends = backlog.ends();
            deleteTopic();
            createTopic();
            send(FIRST, 2);
            assertThat(backlog.isProcessedUpTo(ends)).isFalse();
            commit(FIRST, 1);
            assertThat(backlog.isProcessedUpTo(ends)).isFalse();
            commit(FIRST, 2);
            assertThat(backlog.isProcessedUpTo(ends)).isTrue();
        }

        @Test
        void is_not_waited_for_while_it_is_empty() throws Exception {
            send(FIRST, 3);
            ReportBacklog.Ends ends = backlog.ends();
            deleteTopic();
            createTopic();
            assertThat(backlog.isProcessedUpTo(ends)).isTrue();
        }
    }
}
