package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import dev.lockstep.worker.target.TargetsHealthIndicator;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.ConfigurableApplicationContext;

class KafkaWorkerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LONG_LEASE = Duration.ofSeconds(15);
    private static final Duration SHORT_LEASE = Duration.ofSeconds(3);

    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "memory");
    private final String commands = Topics.commandsOf(target);
    private final InMemoryStore store = new InMemoryStore(11);
    private final String digestBefore = store.digest();
    private final ContractMigration migration =
            ContractMigration.of(InMemoryIncrement.OPERATION).on(target, LONG_LEASE);
    private final TestCoordinator coordinator = new TestCoordinator();
    private ConfigurableApplicationContext worker;

    @BeforeEach
    void startWorker() throws Exception {
        coordinator.create(Topics.REPORTS, Topics.TARGETS, commands, Topics.deadLettersOf(commands));
        worker = InMemoryWorker.start(target, store);
    }

    @AfterEach
    void stopWorker() {
        worker.close();
        coordinator.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50));
    }

    private void awaitReport(Class<? extends Report> type, long dispatch) {
        eventually().untilAsserted(() -> assertThat(finalReports(dispatch))
                .hasOnlyElementsOfType(type)
                .isNotEmpty());
    }

    private List<Report> finalReports(long dispatch) {
        return coordinator.reports(migration.id()).stream()
                .filter(report -> report.header().dispatch().value() == dispatch)
                .filter(report -> !(report instanceof Report.Accepted))
                .toList();
    }

    @Nested
    class A_command {
        @Test
        void that_ends_within_a_third_of_its_lease_sends_one_report() throws Exception {
            coordinator.send(migration.apply(1));
            awaitReport(Report.Succeeded.class, 1);
            assertThat(coordinator.reports(migration.id())).hasExactlyElementsOfTypes(Report.Succeeded.class);
            assertThat(store.digest()).isNotEqualTo(digestBefore);
        }

        @Test
        void is_committed_before_it_ends() throws Exception {
            try (FailpointHold held = FailpointHold.at("memory.apply.before-unit", 3)) {
                coordinator.send(migration.apply(1));
                held.awaitReached();
                eventually().until(() -> Objects.equals(coordinator.committedOffset(target), 1L));
                assertThat(finalReports(1)).isEmpty();
            }
            awaitReport(Report.Succeeded.class, 1);
        }

        @Test
        void with_a_failed_offset_commit_does_not_become_a_dead_letter() throws Exception {
            long copies = 10_000; // So many that the offset commit fails before all of them are read.
            worker.close();
            coordinator.send(migration.apply(1), copies);
            try (ConfigurableApplicationContext _ = InMemoryWorker.start(target, store)) {
                eventually().until(() -> coordinator.committedOffset(target) != null);
                coordinator.removeConsumers();
                assertThat(coordinator.committedOffset(target)).isLessThan(copies);
                eventually().until(() -> Objects.equals(coordinator.committedOffset(target), copies));
            }
            assertThat(finalReports(1)).isNotEmpty().hasOnlyElementsOfType(Report.Succeeded.class);
            assertThat(coordinator.records(Topics.deadLettersOf(commands))).isEmpty();
        }

        @Test
        void that_is_redelivered_is_reported_twice_and_applied_once() throws Exception {
            coordinator.send(migration.apply(1));
            awaitReport(Report.Succeeded.class, 1);
            String applied = store.digest();
            coordinator.send(migration.apply(1));
            eventually().untilAsserted(() -> assertThat(finalReports(1)).hasSize(2));
            assertThat(store.digest()).isEqualTo(applied);
        }

        @Test
        void passes_its_trace_headers_to_its_reports() throws Exception {
            coordinator.send(migration.apply(1));
            awaitReport(Report.Succeeded.class, 1);
            assertThat(coordinator
                            .records(Topics.REPORTS)
                            .getLast()
                            .headers()
                            .lastHeader("traceparent")
                            .value())
                    .asString(StandardCharsets.UTF_8)
                    .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        }

        @Test
        void is_read_from_a_topic_that_is_created_after_the_worker_start() throws Exception {
            TargetName lateTarget = new TargetName(SharedKafka.freshPrefix() + "late");
            ContractMigration onLate =
                    ContractMigration.of(InMemoryIncrement.OPERATION).on(lateTarget, LONG_LEASE);
            try (ConfigurableApplicationContext _ = InMemoryWorker.start(lateTarget, store)) {
                coordinator.create(Topics.commandsOf(lateTarget));
                coordinator.send(onLate.apply(1));
                eventually().untilAsserted(() -> assertThat(coordinator.reports(onLate.id()))
                        .hasExactlyElementsOfTypes(Report.Succeeded.class));
            }
        }
    }

    @Nested
    class A_newer_dispatch {
        @Test
        void runs_immediately_and_supersedes_the_older_one() throws Exception {
            try (FailpointHold held = FailpointHold.at("memory.apply.before-unit", 7)) {
                coordinator.send(migration.apply(1));
                held.awaitReached();
                coordinator.send(migration.compensate(2));
                awaitReport(Report.Compensated.class, 2);
                assertThat(store.digest()).isEqualTo(digestBefore);
            }
            coordinator.send(migration.compensate(3));
            awaitReport(Report.Compensated.class, 3);
            assertThat(finalReports(1)).isEmpty();
            assertThat(store.digest()).isEqualTo(digestBefore);
        }
    }

    @Nested
    class Heartbeats {
        @Test
        void contain_the_progress_of_a_running_step() throws Exception {
            ContractMigration withShortLease =
                    ContractMigration.of(InMemoryIncrement.OPERATION).on(target, SHORT_LEASE);
            try (FailpointHold held = FailpointHold.at("memory.apply.before-unit", 7)) {
                coordinator.send(withShortLease.apply(1));
                held.awaitReached();
                eventually().untilAsserted(() -> assertThat(coordinator
                                .allReports(withShortLease.id())
                                .filter(Report.Heartbeat.class::isInstance)
                                .map(report ->
                                        ((Report.Heartbeat) report).progress().done()))
                        .hasSizeGreaterThan(2)
                        .containsOnly(5L));
            }
        }
    }

    @Nested
    class Invalid_records {
        @Test
        void go_to_the_dead_letter_topic_and_do_not_block_the_next_command() throws Exception {
            List<String> unreadable =
                    List.of("", "not json", "{\"type\":", "[".repeat(10_000), "null", "{\"header\":{}}");
            coordinator.send(target, null);
            for (String text : unreadable) {
                coordinator.send(target, text.getBytes(StandardCharsets.UTF_8));
            }
            coordinator.send(migration.apply(1));
            awaitReport(Report.Succeeded.class, 1);
            List<ConsumerRecord<byte[], byte[]>> deadLetters = coordinator.records(Topics.deadLettersOf(commands));
            assertThat(deadLetters).hasSize(unreadable.size() + 1);
            assertThat(deadLetters).allSatisfy(deadLetter -> assertThat(
                            deadLetter.headers().lastHeader("lockstep_reason").value())
                    .isNotEmpty());
            assertThat(worker.getBean(MeterRegistry.class)
                            .counter("lockstep.dead.letters", "topic", commands)
                            .count())
                    .isEqualTo(deadLetters.size());
        }

        @Test
        void with_a_readable_header_are_reported_as_rejected() throws Exception {
            String valid = LockstepJson.messages().writeValueAsString(migration.apply(1));
            List<String> invalid = Stream.of(
                            valid.replace("\"type\":\"apply\"", "\"type\":\"unknown\""),
                            valid.replace("\"type\":\"mongo.update\"", "\"type\":\"mongo.shard\""),
                            valid.replace("\"protocol\":1", "\"protocol\":2"),
                            valid.replace("\"collection\":\"units\"", "\"collection\":\"others\""),
                            valid.replaceFirst("\"step\":\\{.*}$", "\"step\":null}"))
                    .toList();
            for (String command : invalid) {
                assertThat(command).isNotEqualTo(valid);
                coordinator.send(target, command.getBytes(StandardCharsets.UTF_8));
            }
            eventually().untilAsserted(() -> assertThat(finalReports(1)).hasSize(invalid.size()));
            assertThat(finalReports(1)).hasOnlyElementsOfType(Report.Rejected.class);
            assertThat(store.digest()).isEqualTo(digestBefore);
            assertThat(coordinator.records(Topics.deadLettersOf(commands))).isEmpty();
        }

        @Test
        void for_another_target_are_reported_as_rejected() throws Exception {
            Command misdirected =
                    ContractMigration.of(InMemoryIncrement.OPERATION).apply(1);
            coordinator.send(target, LockstepJson.messages().writeValueAsBytes(misdirected));
            eventually().untilAsserted(() -> assertThat(
                            coordinator.reports(misdirected.header().migration()))
                    .hasExactlyElementsOfTypes(Report.Rejected.class));
        }
    }

    @Nested
    class Registration {
        @Test
        void contains_the_operations_and_the_server_version() {
            eventually().untilAsserted(() -> assertThat(registration().identity())
                    .isEqualTo(store.connect().journal().identity()));
            assertThat(registration().operations()).containsExactly("mongo.rename-field", "mongo.update");
            assertThat(registration().serverVersion()).isEqualTo("1.0");
        }

        @Test
        void is_sent_for_an_unreachable_store_and_the_worker_stays_up() {
            store.disconnect();
            TargetName unreachable = new TargetName(SharedKafka.freshPrefix() + "unreachable");
            try (ConfigurableApplicationContext other = InMemoryWorker.start(unreachable, store)) {
                eventually().untilAsserted(() -> assertThat(
                                coordinator.registration(unreachable).identity())
                        .isNull());
                HealthEndpoint health = other.getBean(HealthEndpoint.class);
                eventually().untilAsserted(() -> {
                    assertThat(other.getBean(TargetsHealthIndicator.class)
                                    .health()
                                    .getDetails())
                            .containsEntry(unreachable.value(), "unreachable: the in-memory store is unreachable");
                    assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
                });
            }
        }

        private TargetRegistration registration() {
            return coordinator.registration(target);
        }
    }

    @Nested
    class Stopping {
        @Test
        void interrupts_a_running_step_that_another_worker_then_continues() throws Exception {
            try (FailpointHold held = FailpointHold.at("memory.apply.before-unit", 3)) {
                coordinator.send(migration.apply(1));
                held.awaitReached();
                WorkerDispatcher dispatcher = worker.getBean(WorkerDispatcher.class);
                Thread stopping = Thread.ofPlatform().start(worker::close);
                eventually().until(() -> !dispatcher.isRunning() && held.release());
                assertThat(stopping.join(TIMEOUT)).isTrue();
            }
            assertThat(finalReports(1)).hasOnlyElementsOfType(Report.Stopped.class);
            coordinator.send(migration.apply(2));
            try (ConfigurableApplicationContext _ = InMemoryWorker.start(target, store)) {
                awaitReport(Report.Succeeded.class, 2);
            }
        }
    }
}
