package dev.lockstep.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.service.KafkaClientSettings;
import dev.lockstep.service.KafkaRefusals;
import dev.lockstep.testservers.tls.SecuredKafka;
import dev.lockstep.testservers.tls.TestAuthority;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A coordinator that may do less than everything, on topics of an administrator. */
class KafkaTopicPermissionsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final SecuredKafka KAFKA =
            new SecuredKafka(AUTHORITY.issueForLocalhost("kafka"), Map.of("coordinator", "secret")).start();
    private static final ReplicationSettings REPLICATION = new ReplicationSettings(1, 1);
    private static final TopicCheck CHECK = new TopicCheck(REPLICATION, 1);

    private final Admin administrator = KAFKA.server().admin();
    private final Admin admin = Admin.create(settings().admin());
    private final TopicProblems problems = new TopicProblems();
    private final KafkaTopics topics = new KafkaTopics(admin, REPLICATION, problems, () -> {});

    @AfterAll
    static void stop() {
        KAFKA.close();
    }

    @BeforeEach
    void removeEverything() throws Exception {
        KAFKA.revokeAll();
        administrator
                .deleteTopics(administrator.listTopics().names().get())
                .all()
                .get();
        await().until(() -> administrator.listTopics().names().get().isEmpty());
    }

    @AfterEach
    void close() {
        admin.close();
        administrator.close();
    }

    private static KafkaClientSettings settings() {
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(KAFKA.bootstrapServers()));
        properties.getSecurity().setProtocol("SASL_SSL");
        properties.getSsl().setBundle("kafka");
        properties
                .getProperties()
                .putAll(Map.of(
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username=\"coordinator\" password=\"secret\";"));
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle(
                "kafka",
                SslBundle.of(new PemSslStoreBundle(
                        null,
                        PemSslStoreDetails.forCertificate(
                                AUTHORITY.certificate().toUri().toString()))));
        return new KafkaClientSettings(properties, bundles);
    }

    private static void allow(AclOperation... operations) {
        KAFKA.allow(Arrays.stream(operations)
                .map(operation -> new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, "lockstep.", PatternType.PREFIXED),
                        new AccessControlEntry("User:coordinator", "*", operation, AclPermissionType.ALLOW)))
                .toList());
    }

    private void createAll(Map<String, String> changes) throws Exception {
        List<NewTopic> created = TopicSettings.shared().entrySet().stream()
                .map(entry -> {
                    Map<String, String> configuration = CHECK.configurationOf(entry.getValue(), 1);
                    changes.forEach(configuration::replace);
                    return new NewTopic(
                                    entry.getKey(), Optional.of(entry.getValue().partitions()), Optional.empty())
                            .configs(configuration);
                })
                .toList();
        administrator.createTopics(created).all().get();
        await().until(() -> administrator.listTopics().names().get().size() == created.size());
    }

    private Status health() {
        return Objects.requireNonNull(new KafkaTopicsHealthIndicator(problems, new KafkaRefusals()).health())
                .getStatus();
    }

    @Nested
    class Topics_of_an_administrator {
        @Test
        void are_used_without_the_permission_to_create_or_change_any() throws Exception {
            createAll(Map.of());
            allow(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(problems.weaknesses()).isEmpty();
            assertThat(problems.missing()).isEmpty();
        }

        @Test
        void are_used_and_stated_if_their_settings_are_weak_until_these_are_corrected() throws Exception {
            createAll(Map.of("retention.ms", "3600000"));
            allow(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(problems.weaknesses()).hasSize(4).allMatch(weakness -> weakness.contains("retention.ms is"));
            assertThat(health()).isEqualTo(Status.UP);

            allow(AclOperation.ALTER_CONFIGS);
            KafkaTopics restarted = new KafkaTopics(admin, REPLICATION, problems, () -> {});
            await().untilAsserted(() -> {
                restarted.createMissing();
                assertThat(problems.weaknesses()).isEmpty();
            });
        }

        @Test
        void keep_settings_that_are_stronger_than_needed() throws Exception {
            createAll(Map.of("retention.ms", "-1"));
            allow(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(new KafkaTopicAdmin(administrator)
                            .describe(Set.of(Topics.REPORTS))
                            .firstEntry()
                            .getValue()
                            .get()
                            .configuration())
                    .containsEntry("retention.ms", "-1");
        }

        @Test
        void are_used_unchecked_without_the_permission_to_read_their_settings() throws Exception {
            createAll(Map.of());
            allow(AclOperation.DESCRIBE);
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(problems.weaknesses()).hasSize(5).allMatch(found -> found.contains("DescribeConfigs"));
        }
    }

    @Nested
    class A_missing_topic_that_the_coordinator_may_not_create {
        @Test
        void is_stated_with_the_settings_that_it_needs_until_it_exists() throws Exception {
            allow(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
            topics.createMissing();
            assertThat(topics.hasShared()).isFalse();
            assertThat(problems.missing()).hasSize(5).hasEntrySatisfying(Topics.REPORTS, needed -> assertThat(needed)
                    .startsWith("--partitions 8 --replication-factor 1 --config cleanup.policy=delete")
                    .contains("--config retention.ms=604800000"));
            assertThat(health()).isEqualTo(Status.DOWN);

            createAll(Map.of());
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(problems.missing()).isEmpty();
            assertThat(health()).isEqualTo(Status.UP);
        }
    }

    @Nested
    class A_coordinator_with_all_permissions {
        @Test
        void creates_the_topics() {
            allow(
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.CREATE,
                    AclOperation.ALTER,
                    AclOperation.ALTER_CONFIGS);
            await().untilAsserted(() -> {
                topics.createMissing();
                assertThat(topics.hasShared()).isTrue();
            });
            assertThat(problems.weaknesses()).isEmpty();
        }
    }
}
