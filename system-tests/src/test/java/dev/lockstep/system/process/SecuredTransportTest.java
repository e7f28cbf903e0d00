package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SecuredTransportTest {
    private static final String REDIS_COMMANDS = Topics.commandsOf(new TargetName("main-redis"));
    private static SecuredSystem system;

    @BeforeAll
    static void start() {
        system = new SecuredSystem();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    private static Map<String, Object> client(String user, String password) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                system.kafka().bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                system.authority().certificate().toString(),
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password),
                "default.api.timeout.ms",
                10_000,
                "request.timeout.ms",
                5_000));
    }

    private static Map<String, Object> client(LockstepService service) {
        return client(SecuredSystem.userOf(service), SecuredSystem.PASSWORD);
    }

    private static void write(Map<String, Object> client, String topic) throws Throwable {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void read(Map<String, Object> client, String group, String topic) {
        client.put("group.id", group);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            consumer.poll(Duration.ofSeconds(10));
        }
    }

    @Nested
    class A_system_with_tls_everywhere_and_the_permissions_of_the_documentation {
        @Test
        void completes_a_migration_over_all_stores_and_rolls_it_back() {
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitState(id, "COMPLETED");
            system.api().act(id, "rollback", "{\"reason\": \"the release was withdrawn\"}");
            system.api().awaitState(id, "ROLLED_BACK");
            assertThat(system.service(LockstepService.COORDINATOR).log())
                    .doesNotContain("AuthorizationException", "Kafka refuses access");
        }

        @Test
        void states_a_permission_that_a_worker_has_lost_until_it_has_it_again() {
            ServiceProcess worker = system.service(LockstepService.REDIS_WORKER);
            AclBinding permission = AclTable.binding(
                    new ResourcePattern(ResourceType.TOPIC, REDIS_COMMANDS, PatternType.LITERAL),
                    SecuredSystem.userOf(LockstepService.REDIS_WORKER),
                    AclOperation.READ);
            system.kafka().revoke(permission);
            Waits.await("the worker is not ready").until(() -> !worker.isReady());
            assertThat(worker.log()).contains("Kafka refuses access", "authorization failed");
            system.kafka().allow(List.of(permission));
            Waits.await("the worker is ready again").until(worker::isReady);
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitState(id, "COMPLETED");
        }
    }

    @Nested
    class A_worker {
        @Test
        void cannot_read_the_commands_of_another_worker() {
            assertThatThrownBy(
                            () -> read(client(LockstepService.MONGO_WORKER), "lockstep.workers.mongo", REDIS_COMMANDS))
                    .isInstanceOf(TopicAuthorizationException.class)
                    .hasMessageContaining(REDIS_COMMANDS);
        }

        @Test
        void cannot_send_commands_or_public_events() {
            assertThatThrownBy(() -> write(client(LockstepService.MONGO_WORKER), REDIS_COMMANDS))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> write(client(LockstepService.MONGO_WORKER), Topics.MIGRATIONS))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Nested
    class A_client_without_valid_credentials {
        @Test
        void gets_nothing() {
            try (Admin admin = Admin.create(client("lockstep-coordinator", "wrong"))) {
                assertThatThrownBy(() -> admin.listTopics().names().get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }

        @Test
        void cannot_connect_with_tls_alone() {
            Map<String, Object> settings = client("unused", "unused");
            settings.put("security.protocol", "SSL");
            try (Admin admin = Admin.create(settings)) {
                assertThatThrownBy(() -> admin.listTopics().names().get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class);
            }
        }
    }
}
