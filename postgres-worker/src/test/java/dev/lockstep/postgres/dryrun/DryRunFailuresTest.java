package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.PeopleTable;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.IntNode;

class DryRunFailuresTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private static DryRunScenario plan(TestPostgres on) {
        return DryRunScenario.on(on);
    }

    @Nested
    class A_step_that_would_fail {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ALTER TABLE people ADD COLUMN a integer;\nALTER TABLE absent ADD COLUMN a integer",
                    "UPDATE people SET age = 1 / (id - 2)",
                    "INSERT INTO people VALUES (1, 1)",
                    "SELECT set_config(lower('SESSION_REPLICATION_ROLE'), 'replica', false)",
                    "DO $$ BEGIN EXECUTE 'DELETE FROM lockstep_' || 'journal.fence'; END $$",
                    "CREATE TABLE c (a integer, UNIQUE (a) DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1), (1)",
                    "CREATE TABLE c (a integer REFERENCES people DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (9)",
                    "COPY people FROM STDIN;\n7\t1\n8\tx\n\\.\n"
                })
        void has_the_failure_of_the_run(String up) {
            PeopleTable.create(postgres);
            DryRunScenario plan = plan(postgres).script(up, null);
            StepFailure tried = plan.runAndExpectFailure();
            StepFailure applied = StepScenario.failureOf(plan.apply().getFirst());
            assertThat(tried).isEqualTo(applied);
        }

        @Test
        void has_the_failure_of_the_run_although_the_server_counts_no_rows() {
            postgres.executeAsAdmin("ALTER DATABASE %s SET track_counts = off"
                    .formatted(postgres.database().name()));
            DryRunScenario plan = DryRunScenario.on(postgres)
                    .script(
                            "DO $$ BEGIN EXECUTE 'ALTER TABLE lockstep_' || 'journal.fence ADD x integer'; END $$",
                            null);
            StepFailure tried = plan.runAndExpectFailure();
            assertThat(tried).isEqualTo(StepScenario.failureOf(plan.apply().getFirst()));
        }

        @Test
        void ends_the_dry_run() {
            PeopleTable.create(postgres);
            List<DryRunOutcome> outcomes = plan(postgres)
                    .script("UPDATE people SET age = 0", null)
                    .script("SELECT absent", null)
                    .script("SELECT 1", null)
                    .run();
            assertThat(outcomes.get(0)).isInstanceOf(DryRunOutcome.Passed.class);
            assertThat(outcomes.get(1)).isInstanceOf(DryRunOutcome.Failed.class);
            assertThat(outcomes.get(2))
                    .isInstanceOfSatisfying(DryRunOutcome.NotTried.class, outcome -> assertThat(outcome.reason())
                            .isEqualTo("step step-2 failed"));
        }

        @Test
        void has_the_version_of_an_earlier_step() {
            StepFailure failure = plan(postgres)
                    .step(new PostgresSql("1", "SELECT 1", null))
                    .step(new PostgresSql("1.0", "SELECT 1", null))
                    .runAndExpectFailure();
            assertThat(failure.code()).isEqualTo("version-not-executed");
            assertThat(failure.message()).contains("that of step step-1 too");
        }

        @Test
        void has_an_applied_version() {
            plan(postgres).script("SELECT 1", null).applyAndExpectSuccess();
            assertThat(plan(postgres)
                            .script("SELECT 1", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("version-already-applied");
        }

        @Test
        void has_a_script_that_is_refused() {
            assertThat(plan(postgres)
                            .script("COMMIT", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("script-refused");
        }
    }

    @Nested
    class A_check {
        private Verification noRows(String sql) {
            return new Verification(sql, null, IntNode.valueOf(0), null, null);
        }

        @Test
        void sees_the_changes_of_its_step() {
            PeopleTable.create(postgres);
            plan(postgres)
                    .script("UPDATE people SET age = 0", null, noRows("SELECT count(*) FROM people WHERE age <> 0"))
                    .runAndExpectSuccess();
        }

        @Test
        void that_is_not_met_has_the_message_of_the_run() {
            PeopleTable.create(postgres);
            DryRunScenario plan = plan(postgres).script("SELECT 1", null, noRows("SELECT count(*) FROM people"));
            StepFailure tried = plan.runAndExpectFailure();
            StepFailure applied = StepScenario.failureOf(plan.apply().getFirst());
            assertThat(tried.code()).isEqualTo("check-not-met").isEqualTo(applied.code());
            assertThat(tried.message()).isEqualTo(applied.message());
        }

        @Test
        void cannot_write() {
            PeopleTable.create(postgres);
            StepFailure failure = plan(postgres)
                    .script(
                            "SELECT 1",
                            null,
                            noRows("WITH d AS (DELETE FROM people RETURNING 1) SELECT count(*) FROM d"))
                    .runAndExpectFailure();
            assertThat(failure.code()).isEqualTo("25006");
        }
    }

    @Nested
    class The_time_limit {
        private final TestPostgres limited = postgres.withOption("dry-run-limit", "1s");

        @Test
        void ends_a_dry_run_that_holds_locks_for_too_long() {
            PeopleTable people = PeopleTable.create(postgres);
            List<DryRunOutcome> outcomes = plan(limited)
                    .script("UPDATE people SET age = 0", null)
                    .script("SELECT 1;\nSELECT pg_sleep(60)", null)
                    .script("SELECT 1", null)
                    .run();
            assertThat(outcomes.get(0)).isInstanceOf(DryRunOutcome.Passed.class);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(DryRunOutcome.NotTried.class, outcome -> assertThat(outcome.reason())
                            .contains("cancelled after 1000 ms (option dry-run-limit)", "up to line 1 of up had run"));
            assertThat(outcomes.get(2))
                    .isInstanceOfSatisfying(DryRunOutcome.NotTried.class, outcome -> assertThat(outcome.reason())
                            .isEqualTo("the dry run ended in step step-2"));
            people.assertThatNothingIsLeft();
        }

        @Test
        void also_covers_down() {
            PeopleTable.create(postgres);
            assertThat(plan(limited)
                            .script("SELECT 1", "SELECT pg_sleep(60)")
                            .run()
                            .getLast())
                    .isInstanceOf(DryRunOutcome.NotTried.class);
        }

        @Test
        void is_set_on_the_server_too_for_a_worker_that_is_suspended() {
            postgres.execute("CREATE TABLE log (id integer PRIMARY KEY, value text)");
            DryRunResult result = plan(limited)
                    .script("SELECT 1", null)
                    .script(
                            "INSERT INTO log VALUES (1, current_setting('statement_timeout') || ' '"
                                    + " || current_setting('idle_in_transaction_session_timeout'))",
                            null)
                    .runAndExpectResult();
            assertThat(result.samples().getFirst().after()).contains("6s 6s");
        }

        @Test
        void is_reported_as_the_time_for_which_locks_were_held() {
            PeopleTable.create(postgres);
            DryRunFindings.Postgres found = DryRunScenario.findings(plan(postgres)
                    .script("UPDATE people SET age = 0; SELECT pg_sleep(0.1)", null)
                    .runAndExpectResult());
            assertThat(found.locksHeldMilliseconds()).isGreaterThanOrEqualTo(100);
        }
    }
}
