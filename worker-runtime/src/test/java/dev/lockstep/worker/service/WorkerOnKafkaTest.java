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
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.PointHold;
import dev.lockstep.worker.dispatch.Dispatches;
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

class WorkerOnKafkaTest {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LONG_LEASE = Duration.ofSeconds(15);
    private static final Duration SHORT_LEASE = Duration.ofMillis(600);

    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "memory");
    private final String commands = Topics.commandsOf(target);
    private final InMemoryStore store = new InMemoryStore(11);
    private final String before = store.digest();
    private final ContractMigration migration =
            ContractMigration.of(InMemoryIncrement.OPERATION).on(target, LONG_LEASE);
    private final Wire wire = new Wire();
    private ConfigurableApplicationContext worker;

    @BeforeEach
    void startWorker() throws Exception {
        wire.create(Topics.REPORTS, Topics.TARGETS, commands, Topics.deadLettersOf(commands));
        worker = WorkerOnKafka.serving(target, store);
    }

    @AfterEach
    void stopWorker() {
        worker.close();
        wire.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(LONGEST_WAIT).pollInterval(Duration.ofMillis(50));
    }

    private void awaitEnd(Class<? extends Report> type, long dispatch) {
        eventually()
                .untilAsserted(() ->
                        assertThat(endOf(dispatch)).hasOnlyElementsOfType(type).isNotEmpty());
    }

    private List<Report> endOf(long dispatch) {
        return wire.reports(migration.id()).stream()
                .filter(report -> report.header().dispatch().value() == dispatch)
                .filter(report -> !(report instanceof Report.Accepted))
                .toList();
    }

    @Nested
    class A_command {
        @Test
        void is_taken_up_run_and_answered_in_this_order() throws Exception {
            wire.send(migration.apply(1));
            awaitEnd(Report.Succeeded.class, 1);
            assertThat(wire.reports(migration.id()))
                    .hasExactlyElementsOfTypes(Report.Accepted.class, Report.Succeeded.class);
            assertThat(store.digest()).isNotEqualTo(before);
        }

        @Test
        void is_committed_when_it_is_handed_over_and_not_when_it_is_done() throws Exception {
            try (PointHold held = PointHold.at("memory.apply.before-unit", 3)) {
                wire.send(migration.apply(1));
                held.awaitReached();
                eventually().until(() -> Objects.equals(wire.committed(target), 1L));
                assertThat(endOf(1)).isEmpty();
            }
            awaitEnd(Report.Succeeded.class, 1);
        }

        @Test
        void whose_offset_cannot_be_committed_is_no_dead_letter() throws Exception {
            long many = 2000;
            worker.close();
            wire.send(migration.apply(1), many);
            try (ConfigurableApplicationContext _ = WorkerOnKafka.serving(target, store)) {
                eventually().until(() -> wire.committed(target) != null);
                wire.expel(target);
                assertThat(wire.committed(target)).isLessThan(many);
                eventually().until(() -> Objects.equals(wire.committed(target), many));
            }
            assertThat(endOf(1)).isNotEmpty().hasOnlyElementsOfType(Report.Succeeded.class);
            assertThat(wire.all(Topics.deadLettersOf(commands))).isEmpty();
        }

        @Test
        void that_comes_twice_is_answered_twice_and_done_once() throws Exception {
            wire.send(migration.apply(1));
            awaitEnd(Report.Succeeded.class, 1);
            String applied = store.digest();
            wire.send(migration.apply(1));
            eventually().untilAsserted(() -> assertThat(endOf(1)).hasSize(2));
            assertThat(store.digest()).isEqualTo(applied);
        }

        @Test
        void passes_its_trace_on() throws Exception {
            wire.send(migration.apply(1));
            awaitEnd(Report.Succeeded.class, 1);
            assertThat(wire.all(Topics.REPORTS)
                            .getLast()
                            .headers()
                            .lastHeader("traceparent")
                            .value())
                    .asString(StandardCharsets.UTF_8)
                    .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        }

        @Test
        void is_found_on_a_topic_that_is_created_after_the_worker_began() throws Exception {
            TargetName late = new TargetName(SharedKafka.freshPrefix() + "late");
            ContractMigration onLate =
                    ContractMigration.of(InMemoryIncrement.OPERATION).on(late, LONG_LEASE);
            try (ConfigurableApplicationContext _ = WorkerOnKafka.serving(late, store)) {
                wire.create(Topics.commandsOf(late));
                wire.send(onLate.apply(1));
                eventually().untilAsserted(() -> assertThat(wire.reports(onLate.id()))
                        .hasSize(2));
            }
        }
    }

    @Nested
    class A_newer_dispatch {
        @Test
        void runs_at_once_and_silences_the_older() throws Exception {
            try (PointHold held = PointHold.at("memory.apply.before-unit", 7)) {
                wire.send(migration.apply(1));
                held.awaitReached();
                wire.send(migration.compensate(2));
                awaitEnd(Report.Compensated.class, 2);
                assertThat(store.digest()).isEqualTo(before);
            }
            wire.send(migration.compensate(3));
            awaitEnd(Report.Compensated.class, 3);
            assertThat(endOf(1)).isEmpty();
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class Heartbeats {
        @Test
        void tell_how_far_a_running_step_has_come() throws Exception {
            ContractMigration impatient =
                    ContractMigration.of(InMemoryIncrement.OPERATION).on(target, SHORT_LEASE);
            try (PointHold held = PointHold.at("memory.apply.before-unit", 7)) {
                wire.send(impatient.apply(1));
                held.awaitReached();
                eventually().untilAsserted(() -> assertThat(wire.everyReport(impatient.id())
                                .filter(Report.Heartbeat.class::isInstance)
                                .map(report ->
                                        ((Report.Heartbeat) report).progress().done()))
                        .hasSizeGreaterThan(2)
                        .containsOnly(5L));
            }
        }
    }

    @Nested
    class Unreadable_records {
        @Test
        void go_to_the_dead_letter_topic_with_the_reason_and_the_next_one_is_run() throws Exception {
            List<String> poison = List.of("", "not json", "{\"type\":", "[".repeat(10_000), "null", "{\"header\":{}}");
            wire.send(target, null);
            for (String letter : poison) {
                wire.send(target, letter.getBytes(StandardCharsets.UTF_8));
            }
            wire.send(migration.apply(1));
            awaitEnd(Report.Succeeded.class, 1);
            List<ConsumerRecord<byte[], byte[]>> letters = wire.all(Topics.deadLettersOf(commands));
            assertThat(letters).hasSize(poison.size() + 1);
            assertThat(letters).allSatisfy(letter -> assertThat(
                            letter.headers().lastHeader("lockstep_reason").value())
                    .isNotEmpty());
            assertThat(worker.getBean(MeterRegistry.class)
                            .counter("lockstep.dead.letters", "topic", commands)
                            .count())
                    .isEqualTo(letters.size());
        }

        @Test
        void with_a_readable_header_are_rejected_to_their_sender() throws Exception {
            String good = LockstepJson.messages().writeValueAsString(migration.apply(1));
            List<String> strange = Stream.of(
                            good.replace("\"type\":\"apply\"", "\"type\":\"explode\""),
                            good.replace("\"type\":\"mongo.update\"", "\"type\":\"mongo.shard\""),
                            good.replace("\"protocol\":1", "\"protocol\":2"),
                            good.replace("\"collection\":\"units\"", "\"collection\":\"others\""),
                            good.replaceFirst("\"step\":\\{.*}$", "\"step\":null}"))
                    .toList();
            for (String command : strange) {
                assertThat(command).isNotEqualTo(good);
                wire.send(target, command.getBytes(StandardCharsets.UTF_8));
            }
            eventually().untilAsserted(() -> assertThat(endOf(1)).hasSize(strange.size()));
            assertThat(endOf(1)).hasOnlyElementsOfType(Report.Rejected.class);
            assertThat(store.digest()).isEqualTo(before);
            assertThat(wire.all(Topics.deadLettersOf(commands))).isEmpty();
        }

        @Test
        void for_another_target_are_rejected() throws Exception {
            Command misled = ContractMigration.of(InMemoryIncrement.OPERATION).apply(1);
            wire.send(target, LockstepJson.messages().writeValueAsBytes(misled));
            eventually()
                    .untilAsserted(() -> assertThat(wire.reports(misled.header().migration()))
                            .hasExactlyElementsOfTypes(Report.Rejected.class));
        }
    }

    @Nested
    class Registration {
        @Test
        void says_at_once_what_is_served_and_what_was_found() {
            eventually().untilAsserted(() -> assertThat(registration().identity())
                    .isEqualTo(store.connect().journal().identity()));
            assertThat(registration().operations()).containsExactly("mongo.update");
            assertThat(registration().serverVersion()).isEqualTo("1.0");
        }

        @Test
        void goes_out_without_a_store_that_is_away_and_the_worker_stays_up() {
            store.goAway();
            TargetName lost = new TargetName(SharedKafka.freshPrefix() + "lost");
            try (ConfigurableApplicationContext lonely = WorkerOnKafka.serving(lost, store)) {
                eventually().untilAsserted(() -> assertThat(registrationOf(lost).identity())
                        .isNull());
                HealthEndpoint health = lonely.getBean(HealthEndpoint.class);
                eventually().untilAsserted(() -> {
                    assertThat(lonely.getBean(TargetsHealthIndicator.class)
                                    .health()
                                    .getDetails())
                            .containsEntry(lost.value(), "away: the store in memory is away");
                    assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
                });
            }
        }

        private TargetRegistration registration() {
            return registrationOf(target);
        }

        private TargetRegistration registrationOf(TargetName name) {
            return wire.all(Topics.TARGETS).stream()
                    .map(message -> LockstepJson.messages().readValue(message.value(), TargetRegistration.class))
                    .filter(registration -> registration.target().equals(name))
                    .reduce((_, last) -> last)
                    .orElseThrow(() -> new AssertionError("no registration of " + name));
        }
    }

    @Nested
    class Stopping {
        @Test
        void has_a_running_step_give_way_and_another_worker_go_on() throws Exception {
            try (PointHold held = PointHold.at("memory.apply.before-unit", 3)) {
                wire.send(migration.apply(1));
                held.awaitReached();
                Dispatches dispatches = worker.getBean(Dispatches.class);
                Thread stopping = Thread.ofPlatform().start(worker::close);
                eventually().until(() -> !dispatches.isRunning() && held.letGo());
                assertThat(stopping.join(LONGEST_WAIT)).isTrue();
            }
            assertThat(endOf(1)).isEmpty();
            wire.send(migration.apply(2));
            try (ConfigurableApplicationContext _ = WorkerOnKafka.serving(target, store)) {
                awaitEnd(Report.Succeeded.class, 2);
            }
        }
    }
}
