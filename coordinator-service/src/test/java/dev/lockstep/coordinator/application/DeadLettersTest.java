package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest extends ApplicationTest {
    @Nested
    class A_report_that_cannot_be_handled {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "not json",
                    "{\"type\": \"succeeded\"}",
                    "{\"type\": \"unknown\", \"header\": {}}",
                    "{\"type\": \"succeeded\", \"type\": \"failed\"}",
                    "\u0000\u0000",
                    ""
                })
        void goes_to_the_dead_letter_topic_and_later_reports_are_handled(String unreadable) {
            try (Subscriber subscriber =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String key = UUID.randomUUID().toString();
                worker.send(new ProducerRecord<>(Topics.REPORTS, key, unreadable.getBytes(StandardCharsets.UTF_8)));
                assertThat(subscriber.readUntil(
                                message -> key.equals(message.key()), message -> key.equals(message.key())))
                        .singleElement()
                        .satisfies(message -> assertThat(Subscriber.header(message, "lockstep_reason"))
                                .isNotBlank());
                submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            }
        }

        @Test
        void with_deep_nesting_or_a_later_protocol_goes_to_the_dead_letter_topic() {
            try (Subscriber subscriber =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
                String deepNesting = "[".repeat(10_000);
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, deepNesting.getBytes(StandardCharsets.UTF_8)));
                String laterProtocol =
                        """
                        {"type": "accepted", "header": {"protocol": 99, "messageId": "%s", "migration": "%s",
                         "step": "only", "target": "pg-1", "dispatch": 1, "worker": "w"}}
                        """
                                .formatted(UUID.randomUUID(), id);
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, laterProtocol.getBytes(StandardCharsets.UTF_8)));
                List<ConsumerRecord<String, byte[]>> deadLetters = subscriber.readUntil(
                        message -> Subscriber.header(message, "lockstep_reason").contains("protocol 99"),
                        message -> id.equals(message.key()));
                assertThat(deadLetters).hasSize(2);
                assertThat(api.get("/actuator/prometheus").body()).contains("lockstep_dead_letters_total{");
            }
        }

        @Test
        void from_another_database_goes_to_the_dead_letter_topic() {
            try (Subscriber subscriber =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
                Command apply = worker.receivedCommands(id).getLast();
                String report = LockstepJson.messages()
                        .writeValueAsString(ScriptedWorker.success(apply))
                        .replace(
                                ScriptedWorker.headerFor(apply).identity() + "",
                                UUID.randomUUID().toString());
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, report.getBytes(StandardCharsets.UTF_8)));
                assertThat(subscriber.readUntil(
                                message -> id.equals(message.key()), message -> id.equals(message.key())))
                        .extracting(message -> Subscriber.header(message, "lockstep_reason"))
                        .first()
                        .asString()
                        .contains("the report is from database");
            }
        }
    }
}
