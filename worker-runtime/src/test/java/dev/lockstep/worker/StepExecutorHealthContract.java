package dev.lockstep.worker;

import static dev.lockstep.worker.ScriptedHealth.REASON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of the contract about batches, and about targets that are not healthy. */
abstract class StepExecutorHealthContract extends StepExecutorFaultContract {
    private static final Duration FAR = Duration.ofMinutes(1);
    private static final Duration NEAR = Duration.ofMillis(20);

    private ContractWorker worker(ContractStore store, ScriptedHealth health, Duration limit) {
        return new ContractWorker(health.of(store.connect(), limit), operation().kind());
    }

    private void assumeBatches() {
        Assumptions.assumeTrue(operation().isDoneUnitByUnit(), "the operation has no batches");
    }

    private static void assertHeldBack(Report report, Effect effect) {
        assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                    assertThat(failure.code()).isEqualTo("unhealthy-target");
                    assertThat(failure.message()).contains(REASON).contains("throttle-latency");
                    assertThat(failure.effect()).isEqualTo(effect);
                }));
    }

    @Nested
    class A_batch_size_that_an_operator_has_set {
        @Test
        void is_the_number_of_units_between_two_reports_of_progress() {
            assumeBatches();
            try (ContractStore store = freshStore();
                    ContractWorker worker =
                            new ContractWorker(store.connect(), operation().kind())) {
                assertThat(worker.run(ContractMigration.of(operation()).applyInBatches(1, 1)))
                        .isInstanceOf(Report.Succeeded.class);
                List<Long> done =
                        worker.reportedProgress().stream().map(Progress::done).toList();
                assertThat(done).contains(1L, 2L, 3L);
            }
        }
    }

    @Nested
    class On_an_unhealthy_target_a_step {
        private final ContractMigration migration = ContractMigration.of(operation());

        @Test
        void changes_nothing_until_the_target_is_healthy_and_says_why() {
            try (ContractStore store = freshStore()) {
                String before = store.digest();
                List<String> digestsWhileUnhealthy = new CopyOnWriteArrayList<>();
                ScriptedHealth health = new ScriptedHealth(reading -> {
                    if (reading <= 2) {
                        digestsWhileUnhealthy.add(store.digest());
                    }
                    return reading > 2;
                });
                try (ContractWorker worker = worker(store, health, FAR)) {
                    assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Succeeded.class);
                    assertThat(worker.throttleReasons()).contains(REASON);
                    assertThat(worker.throttledBy()).isNull();
                }
                assertThat(digestsWhileUnhealthy).containsExactly(before, before, before);
                assertThat(store.digest()).isEqualTo(reference().digestAfter(ContractStage.APPLY));
            }
        }

        @Test
        void that_has_not_begun_fails_after_the_limit_and_has_changed_nothing() {
            try (ContractStore store = freshStore();
                    ContractWorker worker = worker(store, new ScriptedHealth(_ -> false), NEAR)) {
                assertHeldBack(worker.run(migration.apply(1)), Effect.NONE);
                assertThat(store.digest()).isEqualTo(reference().digestBefore());
                assertThat(worker.run(migration.compensate(2))).isInstanceOf(Report.Compensated.class);
                assertThat(store.digest()).isEqualTo(reference().digestBefore());
            }
        }

        @Test
        void that_was_applied_is_compensated_although_the_target_stays_unhealthy() {
            try (ContractStore store = freshStore()) {
                run(store, migration.apply(1));
                try (ContractWorker worker = worker(store, new ScriptedHealth(_ -> false), NEAR)) {
                    assertThat(worker.run(migration.compensateApplied(2))).isInstanceOf(Report.Compensated.class);
                    assertThat(worker.throttledBy()).isEqualTo(REASON);
                }
                assertThat(store.digest()).isEqualTo(reference().digestBefore());
            }
        }

        private void run(ContractStore store, Command command) {
            try (ContractWorker worker =
                    new ContractWorker(store.connect(), operation().kind())) {
                worker.run(command);
            }
        }
    }

    @Nested
    class A_target_that_becomes_unhealthy {
        private final ContractMigration migration = ContractMigration.of(operation());

        @Test
        void holds_the_step_back_between_two_batches() {
            assumeBatches();
            ScriptedHealth health = new ScriptedHealth(reading -> reading != 1 && reading != 2);
            try (ContractStore store = freshStore();
                    ContractWorker worker = worker(store, health, FAR)) {
                assertThat(worker.run(migration.applyInBatches(1, 1))).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).contains(REASON);
                assertThat(worker.throttledBy()).isNull();
                assertThat(store.digest()).isEqualTo(reference().digestAfter(ContractStage.APPLY));
            }
        }

        @Test
        void and_stays_so_fails_the_step_after_the_limit_and_the_step_is_compensated() {
            assumeBatches();
            ScriptedHealth health = new ScriptedHealth(reading -> reading == 0);
            try (ContractStore store = freshStore();
                    ContractWorker worker = worker(store, health, NEAR)) {
                assertHeldBack(worker.run(migration.applyInBatches(1, 1)), Effect.PARTIAL);
                assertThat(worker.run(migration.compensate(2))).isInstanceOf(Report.Compensated.class);
                assertThat(store.digest()).isEqualTo(reference().digestBefore());
            }
        }
    }
}
