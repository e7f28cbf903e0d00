package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ErasureRunnerTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);

    private static Report run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            return worker.run(command);
        }
    }

    private static ScriptedTarget erasing(long units) {
        return new ScriptedTarget(_ -> new StepOutcome.Succeeded(StepResult.changed(units)));
    }

    @Nested
    class An_erasure {
        private final ScriptedTarget target = erasing(1);

        @Test
        void runs_under_any_number_and_leaves_the_fence_and_the_row() {
            run(target, migration.apply(7));
            JournalEntry before = target.journal().read(migration.key());
            for (long dispatch : List.of(3L, 7L, 9L, 9L)) {
                assertThat(run(target, migration.erase(dispatch, "unit")))
                        .isInstanceOfSatisfying(
                                Report.Succeeded.class,
                                report -> assertThat(report.result().changed()).isEqualTo(1));
            }
            assertThat(target.journal().read(migration.key())).isEqualTo(before);
        }

        @Test
        void with_another_plan_says_what_differs() {
            run(target, migration.apply(1));
            assertThat(run(target, migration.withOtherPlan().erase(2, "unit")))
                    .isInstanceOfSatisfying(Report.Rejected.class, rejected -> assertThat(rejected.reason())
                            .contains("the command header has plan", "as in the journal of target"));
        }

        @Test
        void of_a_step_without_a_row_does_not_call_the_executor() {
            ScriptedTarget unused = new ScriptedTarget(_ -> {
                throw new AssertionError("there is nothing to erase");
            });
            assertThat(run(unused, migration.erase(1, "unit"))).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void that_fails_reports_the_failure() {
            run(target, migration.apply(1));
            StepFailure failure = new StepFailure.Transient("busy", "the server is busy");
            ScriptedTarget failing = target.with(_ -> {
                throw new OperationFailed(failure);
            });
            assertThat(run(failing, migration.erase(2, "unit")))
                    .isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                            .isEqualTo(failure));
        }
    }

    @Nested
    class The_row_of_a_compensated_step {
        private final ScriptedTarget target = erasing(1);

        private StepRecord rowAfterErasureOf(long units) {
            CompensationResult result = new CompensationResult(
                    4, 1, List.of(new Conflict("unit", "planted-expected", "planted-found")), null, null);
            run(target, migration.apply(1));
            run(target.with(_ -> new StepOutcome.Compensated(result)), migration.compensate(2));
            run(target.with(_ -> new StepOutcome.Succeeded(StepResult.changed(units))), migration.erase(3, "unit"));
            return target.journal().read(migration.key()).stepOrThrow();
        }

        @Test
        void keeps_its_counts_and_the_names_and_loses_the_values() {
            CompensationResult kept = rowAfterErasureOf(1).compensatedOrThrow();
            assertThat(kept.restored()).isEqualTo(4);
            assertThat(kept.conflictSamples()).singleElement().satisfies(conflict -> {
                assertThat(conflict.unit()).isEqualTo("unit");
                assertThat(conflict.toString()).doesNotContain("planted");
            });
        }

        @Test
        void keeps_its_values_if_nothing_was_erased() {
            assertThat(rowAfterErasureOf(0)
                            .compensatedOrThrow()
                            .conflictSamples()
                            .toString())
                    .contains("planted-found");
        }
    }
}
