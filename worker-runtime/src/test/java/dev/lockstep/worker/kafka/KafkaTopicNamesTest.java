package dev.lockstep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.service.KafkaRefusals;
import dev.lockstep.testservers.SharedKafka;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaTopicNamesTest {
    @Nested
    class A_server_that_does_not_answer {
        @Test
        void is_a_failure_and_no_missing_topic() {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", "127.0.0.1:1", "request.timeout.ms", 200, "default.api.timeout.ms", 400);
            try (Admin admin = Admin.create(settings)) {
                assertThatThrownBy(() -> new KafkaTopicNames(admin, new KafkaRefusals()).existing(Set.of("topic")))
                        .isInstanceOf(KafkaException.class)
                        .hasMessage("could not describe the topics");
            }
        }
    }

    @Nested
    class A_topic_that_kafka_refuses_to_describe {
        @Test
        void counts_as_missing_and_does_not_hide_the_others() throws Exception {
            String existing = SharedKafka.freshPrefix() + "existing";
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(existing, 1, (short) 1)))
                        .all()
                        .get();

                assertThat(new KafkaTopicNames(admin, new KafkaRefusals())
                                .existing(Set.of("a b", existing, existing + "-missing")))
                        .containsExactly(existing);
            }
        }
    }
}
