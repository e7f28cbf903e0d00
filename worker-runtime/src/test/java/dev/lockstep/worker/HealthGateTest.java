package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the contract of all stores leaves out: readings that fail, hang or are incomplete, and stops meanwhile. */
class HealthGateTest {
    private static final Duration FAR = Duration.ofMinutes(1);
    private final InMemoryStore store = new InMemoryStore(5);
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);

    private ContractWorker worker(HealthProbe probe, Duration limit) {
        TargetHealth health = new TargetHealth(probe, Duration.ofNanos(1), limit);
        return new ContractWorker(new Target(new InMemoryTarget(store), health), TargetKind.MONGO);
    }

    private record Target(ConnectedTarget target, TargetHealth health) implements DelegatingTarget {}

    @Nested
    class A_reading_that_fails {
        @Test
        void does_not_hold_the_step_back() {
            try (ContractWorker worker = worker(
                    _ -> {
                        throw new IllegalStateException("no connection");
                    },
                    FAR)) {
                assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).isEmpty();
            }
        }
    }

    @Nested
    class A_reading_without_an_answer {
        private final CountDownLatch answered = new CountDownLatch(1);

        private HealthReading hang(StepOperation _operation) {
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return HealthReading.HEALTHY;
        }

        @Test
        void holds_the_step_back_and_says_so() {
            try (ContractWorker worker = worker(this::hang, Duration.ofMillis(2_200))) {
                assertThat(worker.run(migration.apply(1))).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Permanent.class);
                    assertThat(failed.failure().message()).contains("no answer to the check of the health");
                });
                assertThat(worker.throttleReasons()).isNotEmpty();
                answered.countDown();
            }
        }
    }

    @Nested
    class An_incomplete_reading {
        @Test
        void is_repeated_before_the_step_starts() {
            AtomicInteger readings = new AtomicInteger();
            try (ContractWorker worker =
                    worker(_ -> new HealthReading(List.of(), readings.getAndIncrement() > 0), FAR)) {
                assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).isEmpty();
                assertThat(readings).hasValueGreaterThanOrEqualTo(2);
            }
        }
    }

    @Nested
    class Memory {
        private static final HealthReading FULL =
                new HealthReading(List.of(new HealthIssue(HealthSignal.MEMORY, "95% is used, limit 90%")), true);

        @Test
        void does_not_hold_a_compensation_back_because_it_frees_memory() {
            try (ContractWorker worker = worker(_ -> FULL, Duration.ofMillis(20))) {
                assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Failed.class);
                int before = worker.throttleReasons().size();
                assertThat(worker.run(migration.compensate(2))).isInstanceOf(Report.Compensated.class);
                assertThat(worker.throttleReasons()).hasSize(before);
            }
        }
    }

    /** The clock passes a second with each look at it, so that nothing waits for real. */
    @Nested
    class An_irreversible_step {
        private static final HealthReading LAGS =
                new HealthReading(List.of(new HealthIssue(HealthSignal.REPLICA_LAG, "replica lag 14 s")), true);
        private static final Duration LIMIT = Duration.ofMinutes(15);
        private final AtomicLong nanos = new AtomicLong();
        private final List<String> reasons = new ArrayList<>();

        private HealthGate gate() {
            Command.Apply apply = (Command.Apply) migration.apply(2);
            Step step = apply.step();
            Step irreversible =
                    new Step(step.id(), step.target(), step.operation(), step.verify(), null, true, step.onConflict());
            Dispatch dispatch = Dispatch.of(
                    new Command.Apply(apply.header(), irreversible),
                    new Signals(reasons),
                    new ReportBuilder(
                            new ReportEnvelope("worker", UUID::randomUUID), Masking.NONE, apply.header(), null));
            return new HealthGate(
                    new TargetHealth(_ -> LAGS, Duration.ofNanos(1), LIMIT, Runnable::run),
                    dispatch,
                    () -> nanos.getAndAdd(TimeUnit.SECONDS.toNanos(1)));
        }

        private record Signals(List<String> reasons) implements DispatchSignals {
            @Override
            public void progress(Progress progress) {}

            @Override
            public @Nullable String stopReason() {
                return null;
            }

            @Override
            public void throttled(@Nullable String reason) {
                reasons.add(String.valueOf(reason));
            }
        }

        @Test
        void that_has_begun_is_slowed_at_the_start_of_a_later_dispatch_and_does_not_fail() {
            gate().awaitStart(Effect.PARTIAL);
            assertSlowed();
        }

        @Test
        void that_has_begun_is_slowed_between_batches_and_does_not_fail() {
            gate().awaitNextBatch();
            assertSlowed();
        }

        private void assertSlowed() {
            assertThat(reasons).contains("replica lag 14 s").doesNotContain("null");
            assertThat(Duration.ofNanos(nanos.get())).isBetween(HealthGate.MAX_PAUSE, LIMIT.dividedBy(2));
        }

        @Test
        void that_has_not_begun_fails_after_the_limit() {
            assertThatThrownBy(() -> gate().awaitStart(Effect.NONE))
                    .isInstanceOfSatisfying(
                            OperationFailed.class,
                            failed -> assertThat(failed.failure().message()).contains("for 15 min"));
        }
    }

    @Nested
    class A_duration {
        @Test
        void is_printed_in_the_unit_that_fits() {
            assertThat(List.of(
                            HealthIssue.text(Duration.ofMillis(250)),
                            HealthIssue.text(Duration.ofMillis(14_200)),
                            HealthIssue.text(Duration.ofSeconds(10)),
                            HealthIssue.text(Duration.ofMinutes(15))))
                    .containsExactly("250 ms", "14.2 s", "10 s", "15 min");
        }
    }
}
