package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PostgresSqlFaultsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Adds one point to each row, then sleeps for the number of seconds in table pause. */
    private static final String UP =
            "UPDATE exercises SET points_earned = points_earned + 1; SELECT pg_sleep(seconds) FROM pause";

    private static final String DOWN = "UPDATE exercises SET points_earned = points_earned - 1";

    private final PostgresContractStore store = new PostgresContractStore("CREATE TABLE pause AS SELECT 60 AS seconds");
    private final TestPostgres postgres = store.postgres();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final StepScenario slow = StepScenario.script(postgres, "1", UP, DOWN);

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private void waitUntilAsleep() {
        postgres.waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                + " AND application_name LIKE 'lockstep/%')");
    }

    private void waitUntilBlocked() {
        postgres.waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND application_name LIKE 'lockstep/%')");
    }

    private long points() {
        return Long.parseLong(postgres.value("SELECT sum(points_earned) FROM exercises"));
    }

    @Nested
    class A_connection {
        @Test
        void that_is_terminated_during_a_script_changes_nothing_and_the_next_dispatch_applies_the_script_once()
                throws Exception {
            long before = points();
            Future<Report> running = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
            assertThat(StepScenario.failureOf(running.get())).isInstanceOf(StepFailure.Unreachable.class);
            assertThat(points()).isEqualTo(before);
            postgres.execute("UPDATE pause SET seconds = 0");
            slow.applyAndExpectSuccess(2);
            assertThat(points()).isEqualTo(before + PostgresContractStore.EXERCISE_COUNT);
        }

        @Test
        void of_an_older_dispatch_is_terminated_before_a_newer_dispatch_starts() throws Exception {
            String before = store.digest();
            Future<Report> superseded = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            assertThat(slow.compensateAndExpectSuccess(2)).isEqualTo(CompensationResult.NOTHING);
            StepScenario.assertSuperseded(superseded.get());
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
            assertThat(postgres.rows("SELECT dispatch FROM lockstep_journal.backend"))
                    .containsExactly("2");
        }

        @Test
        void that_no_longer_transfers_data_is_aborted() throws Exception {
            String before = store.digest();
            try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ContractWorker workerBehindProxy =
                            new ContractWorker(postgres.connectThrough(proxy), TargetKind.POSTGRES)) {
                Future<Report> running = threads.submit(
                        () -> workerBehindProxy.run(slow.migration().apply(1)));
                waitUntilAsleep();
                proxy.freeze();
                assertThat(StepScenario.failureOf(running.get(TIMEOUT.toSeconds() * 2, TimeUnit.SECONDS)))
                        .isInstanceOf(StepFailure.Unreachable.class);
            }
            slow.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void that_no_longer_transfers_data_during_a_catalog_read_is_aborted() throws Exception {
            TestPostgres waiting = postgres.withOption("lock-timeout", "1h");
            try (OpenTransaction _ = OpenTransaction.on(postgres, "LOCK TABLE exercises");
                    TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ContractWorker workerBehindProxy =
                            new ContractWorker(waiting.connectThrough(proxy), TargetKind.POSTGRES)) {
                Future<Report> running = threads.submit(
                        () -> workerBehindProxy.run(slow.migration().apply(1)));
                waitUntilBlocked();
                proxy.freeze();
                assertThat(StepScenario.failureOf(running.get(TIMEOUT.toSeconds() * 2, TimeUnit.SECONDS)))
                        .isInstanceOf(StepFailure.Unreachable.class);
            }
            slow.compensateAndExpectSuccess(2);
        }

        @Test
        void whose_write_to_the_history_is_cancelled_is_a_transient_failure() throws Exception {
            StepScenario.script(postgres, "0.1", "SELECT 1", "SELECT 1").applyAndExpectSuccess(1);
            StepScenario step = StepScenario.script(
                    postgres.withOption("lock-timeout", "30s"), "2", "CREATE TABLE a (id int)", "DROP TABLE a");
            Future<StepFailure> failure;
            try (OpenTransaction _ = OpenTransaction.on(postgres, "LOCK TABLE lockstep_schema_history IN SHARE MODE")) {
                failure = threads.submit(() -> step.applyAndExpectFailure(2));
                waitUntilBlocked();
                postgres.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND application_name LIKE 'lockstep/2/%'");
                assertThat(failure.get().code()).isEqualTo("57014");
            }
            assertThat(failure.get()).isInstanceOf(StepFailure.Transient.class);
            step.applyAndExpectSuccess(3);
        }

        @Test
        void has_dispatch_migration_and_step_in_its_application_name() throws Exception {
            Future<Report> running = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            assertThat(postgres.value("SELECT application_name FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
                    .isEqualTo("lockstep/1/%s/contract-step"
                            .formatted(slow.migration().key().migration()));
            slow.compensateAndExpectSuccess(2);
            running.get();
        }
    }

    @Nested
    class A_lock {
        private static final String LOCK = "LOCK TABLE exercises IN ACCESS SHARE MODE";
        private final StepScenario step = StepScenario.script(
                postgres.withOption("lock-retry-timeout", "2s"),
                TransactionalScriptContractTest.OPERATION.version(),
                TransactionalScriptContractTest.OPERATION.up(),
                TransactionalScriptContractTest.OPERATION.down());

        @Test
        void that_stays_unavailable_is_a_transient_failure_that_names_its_holder() {
            String before = store.digest();
            try (OpenTransaction _ = OpenTransaction.on(postgres, LOCK)) {
                StepFailure failure = step.applyAndExpectFailure(1);
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("55P03");
                assertThat(failure.message())
                        .startsWith("line 1 of up: ERROR: canceling statement due to lock timeout")
                        .contains("blocked by")
                        .contains("nightly report, idle in transaction")
                        .endsWith("): LOCK …");
            }
            assertThat(store.digest()).isEqualTo(before);
            step.applyAndExpectSuccess(2);
        }

        @Test
        void that_blocks_the_catalog_read_is_a_transient_failure_that_names_its_holder() {
            try (OpenTransaction _ = OpenTransaction.on(postgres, "LOCK TABLE exercises")) {
                StepFailure failure = step.applyAndExpectFailure(1);
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("55P03");
                assertThat(failure.message()).contains("blocked by").contains("nightly report, idle in transaction");
            }
            step.applyAndExpectSuccess(2);
        }

        @Test
        void that_is_released_in_time_is_acquired() throws Exception {
            Future<Report> running;
            try (OpenTransaction _ = OpenTransaction.on(postgres, LOCK)) {
                running = threads.submit(() -> step.apply(1));
                waitUntilBlocked();
            }
            assertThat(running.get()).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void that_a_script_waits_for_delays_readers_for_less_than_two_seconds() throws Exception {
            try (OpenTransaction _ = OpenTransaction.on(postgres, LOCK)) {
                Future<Report> running = threads.submit(() -> step.apply(1));
                waitUntilBlocked();
                long start = System.nanoTime();
                postgres.rows("SELECT count(*) FROM exercises");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
                running.get();
            }
        }

        @Test
        void in_a_deadlock_is_a_transient_failure_and_the_next_dispatch_applies_the_step() throws Exception {
            StepScenario deadlocking = StepScenario.script(
                    postgres.withOption("lock-timeout", "20s"),
                    "1",
                    "LOCK TABLE exercises; SELECT pg_sleep(3); LOCK TABLE workouts",
                    "SELECT 1");
            Future<Report> running = threads.submit(() -> deadlocking.apply(1));
            waitUntilAsleep();
            try (OpenTransaction other = OpenTransaction.on(postgres, "LOCK TABLE workouts")) {
                Future<?> waiting = threads.submit(() -> other.execute("LOCK TABLE exercises"));
                StepFailure failure = StepScenario.failureOf(running.get());
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("40P01");
                assertThat(failure.message()).contains("deadlock detected").contains("waits for AccessExclusiveLock");
                waiting.get();
            }
            deadlocking.applyAndExpectSuccess(2);
        }
    }

    @Nested
    class Concurrent_workers {
        @Test
        void apply_the_script_once() throws InterruptedException, ExecutionException {
            postgres.execute("UPDATE pause SET seconds = 0");
            long before = points();
            List<Future<Report>> running = threads.invokeAll(LongStream.rangeClosed(1, 6)
                    .<Callable<Report>>mapToObj(dispatch -> () -> slow.apply(dispatch))
                    .toList());
            for (Future<Report> report : running) {
                assertThat(report.get()).isNotInstanceOf(Report.Compensated.class);
            }
            slow.applyAndExpectSuccess(7);
            assertThat(points()).isEqualTo(before + PostgresContractStore.EXERCISE_COUNT);
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0", "1");
            assertThat(store.leftovers()).isEmpty();
        }
    }
}
