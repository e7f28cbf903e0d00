package dev.lockstep.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.SharedKafka;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A broker answers requests from its copy of the metadata, which follows a change a little later; so tests wait. */
class KafkaTopicsTest {
    // The tests delete topics that every coordinator uses, so no other test may use this server.
    private static final KafkaServer SERVER = DedicatedServers.kafka();
    private static final String MONTH = Long.toString(Duration.ofDays(30).toMillis());

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", SERVER.bootstrapServers()));
    private int requests;
    private final KafkaTopics topics = topics(admin, () -> requests++);
    private final String prefix = SharedKafka.freshPrefix();

    private static KafkaTopics topics(Admin admin, Runnable onRequest) {
        return new KafkaTopics(admin, new ReplicationSettings(1, 1), new TopicProblems(), onRequest);
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private Set<String> existing() {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        await().until(() -> existing().contains(topic));
    }

    private int partitions(String topic) throws ExecutionException, InterruptedException {
        TopicDescription description = Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .get();
        return description.partitions().size();
    }

    private String setting(String topic, String name) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> found =
                admin.describeConfigs(List.of(resource)).all().get();
        return Objects.requireNonNull(found.get(resource)).get(name).value();
    }

    @Nested
    class A_deleted_topic {
        @Test
        void is_created_again_with_its_settings() throws Exception {
            TargetName target = new TargetName(prefix + "deleted");
            topics.addCommands(target);
            topics.createMissing();
            List<String> deleted = List.of(Topics.REPORTS, Topics.TARGETS, Topics.commandsOf(target));
            admin.deleteTopics(deleted).all().get();
            await().until(() -> deleted.stream().noneMatch(existing()::contains));

            topics.createMissing();
            await().untilAsserted(() -> assertThat(existing()).containsAll(deleted));
            await().untilAsserted(() -> {
                assertThat(setting(Topics.REPORTS, "retention.ms"))
                        .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
                assertThat(setting(Topics.TARGETS, "cleanup.policy")).isEqualTo("compact");
                assertThat(setting(Topics.TARGETS, "max.compaction.lag.ms"))
                        .isEqualTo(Long.toString(Duration.ofHours(1).toMillis()));
            });
        }
    }

    @Nested
    class A_topic_that_another_program_has_created {
        @Test
        void gets_the_settings_and_partitions_of_lockstep() throws Exception {
            topics.createMissing();
            admin.deleteTopics(List.of(Topics.MIGRATIONS)).all().get();
            await().until(() -> !existing().contains(Topics.MIGRATIONS));
            create(Topics.MIGRATIONS);

            topics.createMissing();
            await().untilAsserted(() -> {
                assertThat(setting(Topics.MIGRATIONS, "retention.ms")).isEqualTo(MONTH);
                assertThat(partitions(Topics.MIGRATIONS)).isEqualTo(8);
            });
        }
    }

    @Nested
    class A_topic_that_another_program_creates_at_the_same_time {
        /** Creates the topics with default settings before each request to create them. */
        private Admin slowAdmin() {
            return (Admin) Proxy.newProxyInstance(
                    Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (_proxy, method, arguments) -> {
                        if (method.getName().equals("createTopics")) {
                            for (Object topic : (Collection<?>) arguments[0]) {
                                create(((NewTopic) topic).name());
                            }
                        }
                        return method.invoke(admin, arguments);
                    });
        }

        @Test
        void gets_its_settings_in_the_same_run() throws Exception {
            topics.createMissing();
            admin.deleteTopics(List.of(Topics.MIGRATIONS)).all().get();
            await().until(() -> !existing().contains(Topics.MIGRATIONS));

            KafkaTopics slow = topics(slowAdmin(), () -> {});
            slow.createMissing();
            assertThat(slow.hasShared()).isTrue();
            await().untilAsserted(() ->
                    assertThat(setting(Topics.MIGRATIONS, "retention.ms")).isEqualTo(MONTH));
        }
    }

    @Nested
    class A_topic_that_cannot_be_created {
        @Test
        void delays_no_other_topic() throws Exception {
            TargetName refused = new TargetName(prefix + "refused");
            TargetName other = new TargetName(prefix + "z-other");
            // Kafka refuses names that differ only in dots and underscores.
            create(Topics.commandsOf(refused).replace('.', '_'));
            topics.addCommands(refused);
            topics.addCommands(other);
            topics.createMissing();
            await().untilAsserted(() -> assertThat(existing())
                    .contains(Topics.commandsOf(other))
                    .doesNotContain(Topics.commandsOf(refused)));
            assertThat(topics.hasShared()).isTrue();
        }
    }

    @Nested
    class A_missing_topic {
        @Test
        void requests_one_run_and_no_other_until_it_was_created() {
            topics.createMissing();
            await().until(() -> existing().contains(Topics.REPORTS));
            topics.reportMissing(Topics.REPORTS);
            topics.reportMissing(Topics.REPORTS);
            assertThat(requests).isEqualTo(1);
            topics.createMissing();
            topics.reportMissing(Topics.REPORTS);
            assertThat(requests).isEqualTo(2);
        }
    }

    @Nested
    class A_target {
        @Test
        void requests_the_creation_of_its_topics_only_once() {
            topics.addCommands(new TargetName(prefix + "new"));
            topics.addCommands(new TargetName(prefix + "new"));
            assertThat(requests).isEqualTo(1);
        }
    }
}
