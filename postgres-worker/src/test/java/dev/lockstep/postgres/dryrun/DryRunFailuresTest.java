package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.IntNode;

class DryRunFailuresTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestPostgres postgres = TestPostgres.fresh();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        postgres.close();
    }

    private static DryRunScenario plan(TestPostgres on) {
        return DryRunScenario.on(on);
    }

    private void createPeople() {
        postgres.execute(
                "CREATE TABLE people (id integer PRIMARY KEY, age integer)",
                "INSERT INTO people SELECT g, g FROM generate_series(1, 3) g");
    }

    private void waitUntil(String condition) {
        await().atMost(TIMEOUT)
                .until(() -> postgres.value("SELECT " + condition).equals("t"));
    }

    private void assertThatNothingIsLeft() {
        waitUntil("NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'lockstep/%' AND state <> 'idle')");
        assertThat(postgres.value("SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                        + " WHERE c.relname = 'people'"))
                .isEqualTo("0");
    }

    private static StepFailure failureOf(Report report) {
        return StepScenario.failureOf(report);
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
            createPeople();
            DryRunScenario plan = plan(postgres).script(up, null);
            StepFailure tried = plan.runAndExpectFailure();
            StepFailure applied = failureOf(plan.apply().getFirst());
            assertThat(tried).isEqualTo(applied);
        }

        @Test
        void ends_the_dry_run() {
            createPeople();
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
            createPeople();
            plan(postgres)
                    .script("UPDATE people SET age = 0", null, noRows("SELECT count(*) FROM people WHERE age <> 0"))
                    .runAndExpectSuccess();
        }

        @Test
        void that_is_not_met_has_the_message_of_the_run() {
            createPeople();
            DryRunScenario plan = plan(postgres).script("SELECT 1", null, noRows("SELECT count(*) FROM people"));
            StepFailure tried = plan.runAndExpectFailure();
            StepFailure applied = failureOf(plan.apply().getFirst());
            assertThat(tried.code()).isEqualTo("check-not-met").isEqualTo(applied.code());
            assertThat(tried.message()).isEqualTo(applied.message());
        }

        @Test
        void cannot_write() {
            createPeople();
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
    class A_lock_of_an_application {
        private static final String UP = "ALTER TABLE people ADD COLUMN level integer";

        @Test
        void is_waited_for_until_it_is_released() throws ExecutionException, InterruptedException {
            createPeople();
            try (OpenTransaction application = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                Future<DryRunResult> running = threads.submit((Callable<DryRunResult>)
                        () -> plan(postgres).script(UP, null).runAndExpectResult());
                waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND application_name LIKE 'lockstep/%')");
                application.execute("ROLLBACK");
                assertThat(running.get().units()).isEqualTo(2);
            }
        }

        @Test
        void that_is_not_released_is_a_transient_failure_and_blocks_nobody_for_long() {
            createPeople();
            TestPostgres impatient =
                    new TestPostgres(postgres.database(), Map.of("lock-timeout", "50ms", "lock-retry-timeout", "0s"));
            try (OpenTransaction _ = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                assertThat(failureOf(plan(impatient).script(UP, null).report()))
                        .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> {
                            assertThat(failure.code()).isEqualTo("55P03");
                            assertThat(failure.message()).contains("retried for 0 ms");
                        });
                assertThat(postgres.value("SELECT count(*) FROM people")).isEqualTo("3");
            }
        }
    }

    @Nested
    class The_time_limit {
        private final TestPostgres limited = postgres.withOption("dry-run-limit", "1s");

        @Test
        void ends_a_dry_run_that_holds_locks_for_too_long() {
            createPeople();
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
            assertThatNothingIsLeft();
        }

        @Test
        void also_covers_down() {
            createPeople();
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
            createPeople();
            DryRunFindings.Postgres found = DryRunScenario.findings(plan(postgres)
                    .script("UPDATE people SET age = 0; SELECT pg_sleep(0.1)", null)
                    .runAndExpectResult());
            assertThat(found.locksHeldMilliseconds()).isGreaterThanOrEqualTo(100);
        }
    }

    @Nested
    class An_interrupted_dry_run {
        private static final String SLOW = "UPDATE people SET age = 0; SELECT pg_sleep(60)";

        private void waitUntilAsleep() {
            waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                    + " AND application_name LIKE 'lockstep/%')");
        }

        @Test
        void of_a_terminated_backend_leaves_nothing() throws ExecutionException, InterruptedException {
            createPeople();
            DryRunScenario plan = plan(postgres).script(SLOW, null);
            String before;
            try (ConnectedTarget target = postgres.connect()) {
                target.journal().identity();
                before = plan.digest();
            }
            Future<Report> running = threads.submit((Callable<Report>) plan::report);
            waitUntilAsleep();
            postgres.asAdmin()
                    .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                            + " AND datname = current_database()");
            assertThat(running.get()).isInstanceOf(Report.Failed.class);
            assertThat(failureOf(running.get())).isNotInstanceOf(StepFailure.Permanent.class);
            assertThatNothingIsLeft();
            assertThat(plan.digest()).isEqualTo(before);
        }

        @Test
        void of_a_worker_that_is_superseded_leaves_nothing() {
            createPeople();
            DryRunScenario plan = plan(postgres).script(SLOW, null);
            try (ContractWorker worker = new ContractWorker(postgres.connect(), TargetKind.POSTGRES)) {
                worker.supersedeAfter(2);
                assertThat(worker.run(plan.command())).isInstanceOf(Report.Accepted.class);
            }
            assertThatNothingIsLeft();
            assertThat(postgres.value("SELECT sum(age) FROM people")).isEqualTo("6");
        }
    }

    @Nested
    class A_migration_at_the_same_time {
        @Test
        void is_not_blocked_by_a_dry_run() throws ExecutionException, InterruptedException {
            createPeople();
            postgres.execute("CREATE TABLE other (a integer)");
            Future<List<DryRunOutcome>> running = threads.submit((Callable<List<DryRunOutcome>>) () -> plan(postgres)
                    .script("UPDATE people SET age = 0; SELECT pg_sleep(3)", null)
                    .run());
            waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')");
            DryRunScenario.on(postgres)
                    .script("ALTER TABLE other ADD COLUMN b integer", null)
                    .applyAndExpectSuccess();
            assertThat(running.isDone()).isFalse();
            assertThat(running.get()).allMatch(DryRunOutcome.Passed.class::isInstance);
        }
    }
}
