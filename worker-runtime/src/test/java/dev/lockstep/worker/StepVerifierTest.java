package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepVerifierTest {
    private static final StepOutcome SUCCEEDED = new StepOutcome.Succeeded(StepResult.changed(3));
    private static final Verification NO_KEYS =
            LockstepJson.plans().readValue("{\"count\": {\"match\": \"*\"}, \"equals\": 0}", Verification.class);

    private static List<Report> run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            worker.run(command);
            return worker.reports();
        }
    }

    private static StepFailure failureOf(List<Report> reports) {
        assertThat(reports).last().isInstanceOf(Report.Failed.class);
        return ((Report.Failed) reports.getLast()).failure();
    }

    @Nested
    class The_checks {
        private final ContractMigration checked = ContractMigration.of(InMemoryIncrement.OPERATION, NO_KEYS);

        @Test
        void are_reported_with_their_results() {
            List<Report> reports = run(new ScriptedTarget(_ -> SUCCEEDED), checked.apply(1));
            assertThat(reports).last().isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                            succeeded.result().checks())
                    .containsExactly(new StepResult.CheckResult("count of keys *", "equals 0", "0")));
        }

        @Test
        void that_are_not_met_are_a_permanent_failure_with_expected_and_found_values() {
            ScriptedTarget target = new ScriptedTarget(new InMemoryStepJournal(), _ -> SUCCEEDED, () -> "17");
            assertThat(failureOf(run(target, checked.apply(1))))
                    .isEqualTo(new StepFailure.Permanent(
                            "check-not-met", "count of keys *: expected equals 0, found 17", StepFailure.Effect.WHOLE));
        }

        @Test
        void run_again_in_another_dispatch_without_applying_the_step_again() {
            InMemoryStepJournal journal = new InMemoryStepJournal();
            run(new ScriptedTarget(journal, _ -> SUCCEEDED, () -> "17"), checked.apply(1));
            ScriptedTarget later = new ScriptedTarget(
                    journal,
                    _ -> {
                        throw new AssertionError("the step is already applied");
                    },
                    () -> "0");
            assertThat(run(later, checked.apply(2))).hasExactlyElementsOfTypes(Report.Succeeded.class);
        }

        @Test
        void that_could_not_run_are_a_transient_failure() {
            ScriptedTarget target = new ScriptedTarget(new InMemoryStepJournal(), _ -> SUCCEEDED, () -> {
                throw new IllegalStateException("statement timeout");
            });
            assertThat(failureOf(run(target, checked.apply(1))))
                    .isEqualTo(new StepFailure.Transient("scripted", "statement timeout"));
        }
    }

    @Nested
    class A_command_that_runs_only_the_checks {
        private final ContractMigration checked = ContractMigration.of(InMemoryIncrement.OPERATION, NO_KEYS, NO_KEYS);
        private final InMemoryStepJournal journal = new InMemoryStepJournal();

        private ScriptedTarget finding(String found) {
            return new ScriptedTarget(
                    journal,
                    _ -> {
                        throw new AssertionError("the step must not run");
                    },
                    () -> found);
        }

        @Test
        void reports_every_result_whether_it_is_met_or_not() {
            for (String found : List.of("0", "17")) {
                boolean isMet = found.equals("0");
                assertThat(run(finding(found), checked.check(5)))
                        .last()
                        .isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                                        succeeded.result().checks())
                                .hasSize(2)
                                .allMatch(check -> check.found().equals(found)
                                        && Boolean.valueOf(isMet).equals(check.met())));
            }
        }

        @Test
        void writes_no_journal_and_raises_no_fence() {
            JournalEntry before = journal.read(StepKey.of(checked.check(5).header()));
            run(finding("0"), checked.check(5));
            assertThat(journal.read(StepKey.of(checked.check(5).header()))).isEqualTo(before);
            run(new ScriptedTarget(journal, _ -> SUCCEEDED, () -> "0"), checked.apply(7));
            assertThat(run(finding("0"), checked.check(5))).last().isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void fails_with_the_failure_of_the_target_if_a_check_could_not_run() {
            ScriptedTarget target = new ScriptedTarget(journal, _ -> SUCCEEDED, () -> {
                throw new IllegalStateException("no such table");
            });
            assertThat(failureOf(run(target, checked.check(5))).message()).isEqualTo("no such table");
        }
    }
}
