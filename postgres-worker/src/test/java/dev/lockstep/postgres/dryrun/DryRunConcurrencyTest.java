package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PeopleTable;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractWorker;
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

class DryRunConcurrencyTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    /** A target that waits for locks for as long as a test holds them. */
    private final TestPostgres patient = postgres.withOption("lock-timeout", "30s");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        postgres.close();
    }

    private static DryRunScenario plan(TestPostgres on) {
        return DryRunScenario.on(on);
    }

    private void waitUntilBlocked() {
        postgres.waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database() AND application_name LIKE 'lockstep/%')");
    }

    @Nested
    class An_interrupted_dry_run {
        private static final String SLOW = "UPDATE people SET age = 0; SELECT pg_sleep(60)";

        private void waitUntilAsleep() {
            postgres.waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                    + " AND datname = current_database() AND application_name LIKE 'lockstep/%')");
        }

        @Test
        void of_a_terminated_backend_leaves_nothing() throws ExecutionException, InterruptedException {
            PeopleTable people = PeopleTable.create(postgres);
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
            assertThat(StepScenario.failureOf(running.get())).isNotInstanceOf(StepFailure.Permanent.class);
            people.assertThatNothingIsLeft();
            assertThat(plan.digest()).isEqualTo(before);
        }

        @Test
        void of_a_worker_that_is_superseded_leaves_nothing() {
            PeopleTable people = PeopleTable.create(postgres);
            DryRunScenario plan = plan(postgres).script(SLOW, null);
            try (ContractWorker worker = new ContractWorker(postgres.connect(), TargetKind.POSTGRES)) {
                worker.supersedeAfter(2);
                assertThat(worker.run(plan.command())).isInstanceOf(Report.Accepted.class);
            }
            people.assertThatNothingIsLeft();
            assertThat(postgres.value("SELECT sum(age) FROM people")).isEqualTo("6");
        }
    }

    @Nested
    class A_migration_at_the_same_time {
        @Test
        void is_not_blocked_by_a_dry_run() throws ExecutionException, InterruptedException {
            PeopleTable.create(postgres);
            postgres.execute("CREATE TABLE other (a integer)");
            Future<List<DryRunOutcome>> running;
            try (OpenTransaction gate = OpenTransaction.on(postgres, "SELECT pg_advisory_xact_lock(1)")) {
                running = threads.submit((Callable<List<DryRunOutcome>>) () -> DryRunScenario.on(patient)
                        .script("UPDATE people SET age = 0; SELECT pg_advisory_xact_lock(1)", null)
                        .run());
                waitUntilBlocked();
                DryRunScenario.on(postgres)
                        .script("ALTER TABLE other ADD COLUMN b integer", null)
                        .applyAndExpectSuccess();
                assertThat(running.isDone()).isFalse();
                gate.execute("ROLLBACK");
            }
            assertThat(running.get()).allMatch(DryRunOutcome.Passed.class::isInstance);
        }
    }

    @Nested
    class A_lock_of_an_application {
        private static final String UP = "ALTER TABLE people ADD COLUMN level integer";

        @Test
        void is_waited_for_until_it_is_released() throws ExecutionException, InterruptedException {
            PeopleTable.create(postgres);
            try (OpenTransaction application = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                Future<DryRunResult> running = threads.submit((Callable<DryRunResult>)
                        () -> plan(patient).script(UP, null).runAndExpectResult());
                waitUntilBlocked();
                application.execute("ROLLBACK");
                assertThat(running.get().units()).isEqualTo(2);
            }
        }

        private static void assertNotTried(DryRunOutcome outcome, String... reasons) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(DryRunOutcome.NotTried.class, notTried -> assertThat(notTried.reason())
                            .contains(reasons));
        }

        private TestPostgres withTimeouts(String lock, String retry, String dryRun) {
            return new TestPostgres(
                    postgres.database(),
                    Map.of("lock-timeout", lock, "lock-retry-timeout", retry, "dry-run-limit", dryRun));
        }

        @Test
        void that_is_not_released_leaves_its_step_untried_and_blocks_nobody_for_long() {
            PeopleTable.create(postgres);
            try (OpenTransaction _ = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                List<DryRunOutcome> outcomes = plan(withTimeouts("50ms", "0s", "30s"))
                        .script("CREATE TABLE other (a integer)", null)
                        .script(UP, null)
                        .script("SELECT 1", null)
                        .run();
                assertThat(outcomes.get(0)).isInstanceOf(DryRunOutcome.Passed.class);
                assertNotTried(outcomes.get(1), "a lock was not available: ", "retried for 0 ms");
                assertNotTried(outcomes.get(2), "the dry run ended in step step-2");
                assertThat(postgres.value("SELECT count(*) FROM people")).isEqualTo("3");
            }
        }

        @Test
        void is_not_waited_for_if_another_attempt_would_exceed_the_time_limit() {
            PeopleTable.create(postgres);
            postgres.execute("CREATE TABLE held (a integer)");
            try (OpenTransaction _ = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                List<DryRunOutcome> outcomes = plan(withTimeouts("3s", "10m", "5s"))
                        .script("ALTER TABLE held ADD COLUMN b integer", null)
                        .script(UP, null)
                        .run();
                assertThat(outcomes.get(0)).isInstanceOf(DryRunOutcome.Passed.class);
                assertNotTried(outcomes.get(1), "a lock was not available: ");
            }
        }

        @Test
        void is_waited_for_in_attempts_that_have_one_time_limit_together() {
            PeopleTable.create(postgres);
            try (OpenTransaction _ = OpenTransaction.on(postgres, "SELECT * FROM people")) {
                assertThat(plan(withTimeouts("200ms", "10m", "1s"))
                                .script(UP, null)
                                .run())
                        .singleElement()
                        .isInstanceOf(DryRunOutcome.NotTried.class);
            }
        }
    }
}
