package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.OpenSession;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.ScriptScenario;
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

class FaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Adds one to each row, and sleeps for as long as the table says. */
    private static final String UP =
            "UPDATE exercises SET points_earned = points_earned + 1; SELECT pg_sleep(seconds) FROM pause";

    private static final String DOWN = "UPDATE exercises SET points_earned = points_earned - 1";

    private final PostgresContractStore store = new PostgresContractStore("CREATE TABLE pause AS SELECT 60 AS seconds");
    private final TestPostgres postgres = store.postgres();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptScenario slow = ScriptScenario.on(postgres, "1", UP, DOWN);

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private void waitUntil(String question) {
        await().atMost(PATIENCE)
                .until(() -> postgres.value("SELECT " + question).equals("t"));
    }

    private void waitUntilAsleep() {
        waitUntil(
                "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name LIKE 'lockstep/%')");
    }

    private void waitUntilBlocked() {
        waitUntil("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND application_name LIKE 'lockstep/%')");
    }

    private long points() {
        return Long.parseLong(postgres.value("SELECT sum(points_earned) FROM exercises"));
    }

    @Nested
    class A_connection {
        @Test
        void that_dies_in_mid_script_leaves_nothing_and_the_next_dispatch_does_it_once() throws Exception {
            long before = points();
            Future<Report> running = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
            assertThat(ScriptScenario.failure(running.get())).isInstanceOf(StepFailure.Unreachable.class);
            assertThat(points()).isEqualTo(before);
            postgres.execute("UPDATE pause SET seconds = 0");
            slow.applied(2);
            assertThat(points()).isEqualTo(before + PostgresContractStore.EXERCISES);
        }

        @Test
        void of_an_older_dispatch_is_ended_before_a_newer_one_begins() throws Exception {
            String before = store.digest();
            Future<Report> zombie = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            assertThat(slow.compensated(2)).isEqualTo(CompensationResult.NOTHING);
            ScriptScenario.assertCutOff(zombie.get());
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
            assertThat(postgres.rows("SELECT dispatch FROM lockstep.backend")).containsExactly("2");
        }

        @Test
        void on_which_nothing_comes_through_any_more_is_given_up() throws Exception {
            String before = store.digest();
            try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ContractWorker far = new ContractWorker(postgres.connectThrough(proxy), TargetKind.POSTGRES)) {
                Future<Report> running =
                        threads.submit(() -> far.run(slow.migration().apply(1)));
                waitUntilAsleep();
                proxy.freeze();
                assertThat(ScriptScenario.failure(running.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)))
                        .isInstanceOf(StepFailure.Unreachable.class);
            }
            slow.compensated(2);
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void on_which_nothing_comes_through_while_the_catalog_is_read_is_given_up() throws Exception {
            TestPostgres patient = postgres.with("lock-timeout", "1h");
            try (OpenSession _ = OpenSession.on(postgres, "LOCK TABLE exercises");
                    TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ContractWorker far = new ContractWorker(patient.connectThrough(proxy), TargetKind.POSTGRES)) {
                Future<Report> running =
                        threads.submit(() -> far.run(slow.migration().apply(1)));
                waitUntilBlocked();
                proxy.freeze();
                assertThat(ScriptScenario.failure(running.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)))
                        .isInstanceOf(StepFailure.Unreachable.class);
            }
            slow.compensated(2);
        }

        @Test
        void says_whose_it_is() throws Exception {
            Future<Report> running = threads.submit(() -> slow.apply(1));
            waitUntilAsleep();
            assertThat(postgres.value("SELECT application_name FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
                    .isEqualTo("lockstep/1/%s/step"
                            .formatted(slow.migration().key().migration()));
            slow.compensated(2);
            running.get();
        }
    }

    @Nested
    class A_lock {
        private static final String LOCKED = "LOCK TABLE exercises IN ACCESS SHARE MODE";
        private final ScriptScenario sop = ScriptScenario.on(
                postgres.with("lock-patience", "2s"),
                SopScriptTest.OPERATION.version(),
                SopScriptTest.OPERATION.up(),
                SopScriptTest.OPERATION.down());

        @Test
        void that_is_not_to_be_had_is_transient_and_names_who_holds_it() {
            String before = store.digest();
            try (OpenSession _ = OpenSession.on(postgres, LOCKED)) {
                StepFailure failure = sop.applyFailure(1);
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("55P03");
                assertThat(failure.message())
                        .startsWith("line 1 of up: ERROR: canceling statement due to lock timeout")
                        .contains("blocked by")
                        .contains("nightly report, idle in transaction")
                        .endsWith(LOCKED);
            }
            assertThat(store.digest()).isEqualTo(before);
            sop.applied(2);
        }

        @Test
        void that_keeps_the_catalog_from_being_read_is_transient_and_names_who_holds_it() {
            try (OpenSession _ = OpenSession.on(postgres, "LOCK TABLE exercises")) {
                StepFailure failure = sop.applyFailure(1);
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("55P03");
                assertThat(failure.message()).contains("blocked by").contains("nightly report, idle in transaction");
            }
            sop.applied(2);
        }

        @Test
        void that_is_given_up_in_time_is_waited_for() throws Exception {
            Future<Report> running;
            try (OpenSession _ = OpenSession.on(postgres, LOCKED)) {
                running = threads.submit(() -> sop.apply(1));
                waitUntilBlocked();
            }
            assertThat(running.get()).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void does_not_make_readers_wait_for_the_script() throws Exception {
            try (OpenSession _ = OpenSession.on(postgres, LOCKED)) {
                Future<Report> running = threads.submit(() -> sop.apply(1));
                waitUntilBlocked();
                long begun = System.nanoTime();
                postgres.rows("SELECT count(*) FROM exercises");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
                running.get();
            }
        }

        @Test
        void in_a_deadlock_is_transient_and_can_be_had_later() throws Exception {
            ScriptScenario crossing = ScriptScenario.on(
                    postgres.with("lock-timeout", "20s"),
                    "1",
                    "LOCK TABLE exercises; SELECT pg_sleep(3); LOCK TABLE workouts",
                    "SELECT 1");
            Future<Report> running = threads.submit(() -> crossing.apply(1));
            waitUntilAsleep();
            try (OpenSession other = OpenSession.on(postgres, "LOCK TABLE workouts")) {
                Future<?> waiting = threads.submit(() -> other.execute("LOCK TABLE exercises"));
                StepFailure failure = ScriptScenario.failure(running.get());
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("40P01");
                assertThat(failure.message()).contains("deadlock detected").contains("waits for AccessExclusiveLock");
                waiting.get();
            }
            crossing.applied(2);
        }
    }

    @Nested
    class Many_workers {
        @Test
        void at_once_apply_the_script_once() throws InterruptedException, ExecutionException {
            postgres.execute("UPDATE pause SET seconds = 0");
            long before = points();
            List<Future<Report>> running = threads.invokeAll(LongStream.rangeClosed(1, 6)
                    .<Callable<Report>>mapToObj(dispatch -> () -> slow.apply(dispatch))
                    .toList());
            for (Future<Report> report : running) {
                assertThat(report.get()).isNotInstanceOf(Report.Compensated.class);
            }
            slow.applied(7);
            assertThat(points()).isEqualTo(before + PostgresContractStore.EXERCISES);
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0", "1");
            assertThat(store.leftovers()).isEmpty();
        }
    }
}
