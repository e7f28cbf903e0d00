package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Counts what the registrations of a worker cost, second by second on a clock that the test moves. */
class TargetRegistrarTest {
    private static final int TARGETS = 200;
    private static final int SECONDS_PER_MINUTE = 60;

    private final List<CountedTarget> stores =
            IntStream.range(0, TARGETS).mapToObj(_ -> new CountedTarget()).toList();
    private final ServedTargets targets = new ServedTargets(IntStream.range(0, TARGETS)
            .mapToObj(index -> stores.get(index).servedAs(new TargetName("target-" + index)))
            .toList());
    private final RecordingPublisher publisher = new RecordingPublisher();
    // Negative, because System.nanoTime may be negative.
    private long now = -Duration.ofHours(1).toNanos();
    private final TargetChecks checks = new TargetChecks(targets, Runnable::run, () -> now);
    private final TargetRegistrar registrar = new TargetRegistrar(
            new RegistrationMessages("worker", Clock.systemUTC()), targets, checks, publisher, () -> now);

    private void runSeconds(int seconds) {
        for (int second = 0; second < seconds; second++) {
            checks.startDue();
            registrar.publishDue();
            now += Duration.ofSeconds(1).toNanos();
        }
    }

    private int checksOfAll() {
        return stores.stream().mapToInt(CountedTarget::checkCount).sum();
    }

    /** Keeps messages, and answers with offsets like Kafka. */
    private static final class RecordingPublisher implements TargetRegistrationPublisher {
        private final List<TargetRegistration> registrations = new ArrayList<>();
        private final List<WorkerHeartbeat> heartbeats = new ArrayList<>();
        private final List<TargetName> withdrawn = new ArrayList<>();
        private long nextOffset;
        private int refused;
        private boolean isReachable = true;

        @Override
        public CompletionStage<Long> publish(TargetRegistration registration) {
            return publish(registration, registrations);
        }

        @Override
        public CompletionStage<Long> publish(WorkerHeartbeat heartbeat) {
            return publish(heartbeat, heartbeats);
        }

        @Override
        public CompletionStage<Long> withdraw(TargetName target, String worker) {
            return publish(target, withdrawn);
        }

        private <T> CompletionStage<Long> publish(T message, List<T> messages) {
            if (!isReachable) {
                refused++;
                return CompletableFuture.failedFuture(new IllegalStateException("Kafka is not reachable"));
            }
            messages.add(message);
            return CompletableFuture.completedFuture(nextOffset++);
        }

        void forget() {
            registrations.clear();
            heartbeats.clear();
        }
    }

    @Nested
    class A_worker_with_200_targets {
        @Test
        void registers_each_target_once_and_then_sends_six_heartbeats_per_minute() {
            runSeconds(1);
            assertThat(publisher.registrations).hasSize(TARGETS).allSatisfy(registration -> assertThat(
                            registration.identity())
                    .isNotNull());
            publisher.forget();

            runSeconds(10 * SECONDS_PER_MINUTE);
            assertThat(publisher.registrations).isEmpty();
            assertThat(publisher.heartbeats).hasSize(60);
        }

        @Test
        void checks_a_reachable_target_about_once_per_minute_and_not_all_in_the_same_second() {
            runSeconds(SECONDS_PER_MINUTE);
            int before = checksOfAll();
            int mostPerSecond = 0;
            for (int second = 0; second < 10 * SECONDS_PER_MINUTE; second++) {
                int beforeSecond = checksOfAll();
                runSeconds(1);
                mostPerSecond = Math.max(mostPerSecond, checksOfAll() - beforeSecond);
            }
            assertThat(checksOfAll() - before).isBetween(8 * TARGETS, 14 * TARGETS);
            assertThat(mostPerSecond).isLessThan(TARGETS / 4);
        }

        @Test
        void checks_an_unreachable_target_six_times_per_minute_and_registers_it_without_identity() {
            stores.forEach(CountedTarget::disconnect);
            runSeconds(SECONDS_PER_MINUTE);
            assertThat(checksOfAll()).isEqualTo(6 * TARGETS);
            assertThat(publisher.registrations).hasSize(TARGETS).allSatisfy(registration -> assertThat(
                            registration.identity())
                    .isNull());
        }

        @Test
        void registers_only_the_target_that_has_changed() {
            runSeconds(1);
            publisher.forget();
            stores.getFirst().disconnect();
            runSeconds(2 * SECONDS_PER_MINUTE);
            assertThat(publisher.registrations)
                    .extracting(TargetRegistration::target)
                    .containsExactly(new TargetName("target-0"));
        }
    }

    @Nested
    class All_targets_are_registered_again {
        @Test
        void after_the_topic_was_created_again() {
            runSeconds(1);
            publisher.forget();
            publisher.nextOffset = 0;
            runSeconds(15);
            assertThat(publisher.registrations).hasSize(TARGETS);
        }

        @Test
        void after_kafka_was_unreachable_with_one_attempt_per_heartbeat() {
            runSeconds(1);
            publisher.forget();
            publisher.isReachable = false;
            runSeconds(SECONDS_PER_MINUTE);
            assertThat(publisher.refused).isEqualTo(6);
            publisher.isReachable = true;
            runSeconds(15);
            assertThat(publisher.registrations).hasSize(TARGETS);
        }

        @Test
        void after_a_long_pause_of_the_process() {
            runSeconds(1);
            publisher.forget();
            now += Duration.ofMinutes(2).toNanos();
            runSeconds(1);
            assertThat(publisher.registrations).hasSize(TARGETS);
        }
    }

    @Nested
    class A_target {
        @Test
        void that_was_removed_is_withdrawn_once_and_not_checked_again() {
            runSeconds(1);
            publisher.forget();
            try (ServedTarget.Use _ = targets.all().getFirst().useAlone(Duration.ofSeconds(1))) {
                targets.all().getFirst().remove();
            }
            int checked = stores.getFirst().checkCount();
            publisher.isReachable = false;
            runSeconds(15);
            publisher.isReachable = true;
            runSeconds(5 * SECONDS_PER_MINUTE);
            assertThat(publisher.withdrawn).containsExactly(new TargetName("target-0"));
            assertThat(publisher.registrations)
                    .extracting(TargetRegistration::target)
                    .doesNotContain(new TargetName("target-0"))
                    .hasSize(TARGETS - 1);
            assertThat(stores.getFirst().checkCount()).isEqualTo(checked);
        }

        @Test
        void with_a_new_identity_is_checked_at_once() {
            runSeconds(1);
            int checked = stores.getFirst().checkCount();
            targets.all().getFirst().requestCheck();
            runSeconds(2);
            assertThat(stores.getFirst().checkCount()).isEqualTo(checked + 1);
        }

        @Test
        void without_an_answer_is_registered_after_three_seconds_a_limited_number_at_a_time() {
            TargetChecks hanging = new TargetChecks(targets, _ -> {}, () -> now);
            TargetRegistrar waiting = new TargetRegistrar(
                    new RegistrationMessages("worker", Clock.systemUTC()), targets, hanging, publisher, () -> now);
            hanging.startDue();
            waiting.publishDue();
            assertThat(publisher.registrations).isEmpty();
            now += Duration.ofSeconds(3).toNanos();
            hanging.startDue();
            waiting.publishDue();
            assertThat(publisher.registrations).hasSize(TargetChecks.MAX_RUNNING);
            for (int started = TargetChecks.MAX_RUNNING; started < TARGETS; started += TargetChecks.MAX_RUNNING) {
                now += Duration.ofSeconds(3).toNanos();
                hanging.startDue();
                waiting.publishDue();
            }
            assertThat(publisher.registrations)
                    .hasSize(TARGETS)
                    .allSatisfy(registration -> assertThat(registration.kind()).isEqualTo(TargetKind.MONGO));
        }

        @Test
        void whose_check_hangs_is_registered_as_unreachable_after_thirty_seconds() {
            AtomicBoolean hangs = new AtomicBoolean();
            TargetChecks hanging = new TargetChecks(
                    targets,
                    check -> {
                        if (!hangs.get()) {
                            check.run();
                        }
                    },
                    () -> now);
            hanging.startDue();
            hangs.set(true);
            now += Duration.ofMinutes(2).toNanos();
            hanging.startDue();
            ServedTarget first = targets.all().iterator().next();
            assertThat(hanging.statusOf(first)).isInstanceOf(TargetStatus.Reachable.class);
            now += Duration.ofSeconds(30).toNanos();
            hanging.startDue();
            assertThat(hanging.statusOf(first)).isEqualTo(new TargetStatus.Unreachable("no response for 30 s"));
        }
    }
}
