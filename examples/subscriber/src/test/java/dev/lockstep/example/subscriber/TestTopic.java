package dev.lockstep.example.subscriber;

import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of public events on the real broker. */
final class TestTopic {
    private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", SharedKafka.bootstrapServers());

    private static final KafkaProducer<byte[], byte[]> PRODUCER =
            new KafkaProducer<>(BROKER, new ByteArraySerializer(), new ByteArraySerializer());

    final String name = SharedKafka.freshPrefix() + "migrations";

    TestTopic() {
        create(name);
    }

    void publish(MigrationId migration, long sequence, MigrationEvent event) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                name, bytes(migration.toString()), LockstepJson.messages().writeValueAsBytes(event));
        header(message, "ce_id", migration + "-" + sequence);
        header(message, "ce_type", event.type());
        header(message, "ce_subject", migration.toString());
        header(message, "ce_time", "2026-11-01T10:00:00Z");
        header(message, "ce_sequence", Long.toString(sequence));
        header(message, "ce_round", "1");
        header(message, "ce_authtype", "user");
        header(message, "ce_authid", "ada");
        send(message);
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(ProducerRecord<byte[], byte[]> message) {
        try {
            var _ = PRODUCER.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void createAgain() {
        try (Admin admin = Admin.create(BROKER)) {
            admin.deleteTopics(List.of(name)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(name));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        create(name);
    }

    private static void create(String topic) {
        try (Admin admin = Admin.create(BROKER)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
