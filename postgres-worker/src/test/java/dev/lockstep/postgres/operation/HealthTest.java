package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Steps are held back by the health of a real server before they start, and say why. */
class HealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
    private final TestPostgres postgres = TestPostgres.fresh();

    @BeforeEach
    void createTable() {
        postgres.execute(
                "CREATE TABLE people AS SELECT n AS id, repeat('x', 500) AS name FROM generate_series(1, 2000) AS n");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private ContractWorker worker(String... options) {
        Map<String, String> all = new HashMap<>(Map.of("throttle-interval", "20ms"));
        for (int index = 0; index < options.length; index += 2) {
            all.put(options[index], options[index + 1]);
        }
        return new ContractWorker(new TestPostgres(postgres.database(), all).connect(), TargetKind.POSTGRES);
    }

    private CompletableFuture<Report> applying(ContractWorker worker) {
        return CompletableFuture.supplyAsync(() -> worker.run(step().migration().apply(1)), THREADS);
    }

    private StepScenario step() {
        return StepScenario.script(
                postgres, "1", "ALTER TABLE people ADD COLUMN level integer", "ALTER TABLE people DROP COLUMN level");
    }

    private static void awaitReason(ContractWorker worker, String reason) {
        await().atMost(LIMIT).until(() -> worker.throttleReasons().stream().anyMatch(found -> found.contains(reason)));
    }

    private void awaitWaiters(int count) {
        postgres.waitUntil("count(*) = %d FROM pg_locks WHERE NOT granted".formatted(count));
    }

    private boolean isApplied() {
        return postgres.value("SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass"
                        + " AND attname = 'level'")
                .equals("1");
    }

    /** Runs the statement on its own connection and thread, which may wait. */
    private CompletableFuture<Void> running(String... statements) {
        return CompletableFuture.runAsync(() -> postgres.execute(statements), THREADS);
    }

    @Nested
    class Sessions_that_wait_for_locks {
        @Test
        void hold_a_step_back_until_they_have_their_locks() throws SQLException {
            postgres.execute("CREATE TABLE locked (n integer)");
            try (ContractWorker worker = worker("throttle-lock-waiters", "1");
                    Connection blocker = postgres.database().connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Void> first = running("TABLE locked");
                CompletableFuture<Void> second = running("TABLE locked");
                awaitWaiters(2);
                CompletableFuture<Report> report = applying(worker);
                awaitReason(worker, "2 sessions wait for locks, limit 1");
                assertThat(isApplied()).isFalse();
                blocker.rollback();
                assertThat(report.join()).isInstanceOf(Report.Succeeded.class);
                first.join();
                second.join();
            }
            assertThat(isApplied()).isTrue();
        }

        @Test
        void fail_a_step_after_the_limit_without_an_effect() throws SQLException {
            postgres.execute("CREATE TABLE locked (n integer)");
            try (ContractWorker worker = worker("throttle-lock-waiters", "0", "throttle-limit", "50ms");
                    Connection blocker = postgres.database().connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Void> waiting = running("TABLE locked");
                awaitWaiters(1);
                StepFailure failure = StepScenario.failureOf(applying(worker).join());
                assertThat(failure.code()).isEqualTo("unhealthy-target");
                assertThat(failure.message()).contains("1 sessions wait for locks, limit 0", "throttle-lock-waiters");
                assertThat(isApplied()).isFalse();
                blocker.rollback();
                waiting.join();
            }
        }

        @Test
        void do_not_count_if_the_locks_are_advisory() throws SQLException {
            try (ContractWorker worker = worker("throttle-lock-waiters", "0");
                    Connection blocker = postgres.database().connect();
                    Statement statement = blocker.createStatement()) {
                statement.execute("SELECT pg_advisory_lock(7)");
                CompletableFuture<Void> waiting = running("SELECT pg_advisory_lock(7)");
                awaitWaiters(1);
                assertThat(applying(worker).join()).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).isEmpty();
                statement.execute("SELECT pg_advisory_unlock(7)");
                waiting.join();
            }
        }
    }

    @Nested
    class A_vacuum {
        @Test
        void of_a_table_that_the_step_names_holds_it_back_if_the_option_is_on() {
            try (ContractWorker worker = worker("throttle-vacuum", "on")) {
                CompletableFuture<Void> vacuum =
                        running("SET vacuum_cost_delay = '20ms'", "SET vacuum_cost_limit = 20", "VACUUM people");
                postgres.waitUntil("count(*) = 1 FROM pg_stat_progress_vacuum WHERE datname = current_database()");
                CompletableFuture<Report> report = applying(worker);
                awaitReason(worker, "table people is being vacuumed");
                vacuum.join();
                assertThat(report.join()).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    class The_WAL_of_the_server {
        @Test
        void holds_a_step_back_while_too_much_is_written() {
            AtomicBoolean isWriting = new AtomicBoolean(true);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(
                    () -> {
                        while (isWriting.get()) {
                            postgres.execute("UPDATE people SET name = name || 'y'");
                        }
                    },
                    THREADS);
            try (ContractWorker worker = worker("throttle-wal-rate", "1KB", "throttle-interval", "100ms")) {
                CompletableFuture<Report> report = applying(worker);
                awaitReason(worker, "kB of WAL per second, limit 1 kB");
                assertThat(isApplied()).isFalse();
                isWriting.set(false);
                writing.join();
                assertThat(report.join()).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class A_limit_that_cannot_be_read {
        private static final String LOGGER = "dev.lockstep.postgres.target.UnreadableLimits";
        private static final String LINE = "this limit of the health of the target cannot be read";
        private final LoggingSystem logging = LoggingSystem.get(HealthTest.class.getClassLoader());

        @BeforeEach
        void logInfo() {
            logging.setLogLevel(LOGGER, LogLevel.INFO);
        }

        @AfterEach
        void logAsBefore() {
            logging.setLogLevel(LOGGER, null);
        }

        private static long lines(CapturedOutput log) {
            return log.getOut().lines().filter(line -> line.contains(LINE)).count();
        }

        private void applyAndCompensate(ContractWorker worker) {
            assertThat(worker.run(step().migration().apply(1))).isInstanceOf(Report.Succeeded.class);
            assertThat(worker.run(step().migration().compensate(2))).isInstanceOf(Report.Compensated.class);
        }

        @Test
        void because_the_user_is_not_in_pg_monitor_is_logged_once(CapturedOutput log) {
            try (ContractWorker worker = worker("throttle-vacuum", "on")) {
                applyAndCompensate(worker);
            }
            assertThat(lines(log)).isEqualTo(2);
            assertThat(log).contains("throttle-replica-lag", "throttle-vacuum", "not a member of pg_monitor");
        }

        @Test
        void is_not_logged_for_a_member_of_pg_monitor(CapturedOutput log) {
            postgres.executeAsAdmin("GRANT pg_monitor TO " + postgres.database().username());
            try (ContractWorker worker = worker("throttle-vacuum", "on")) {
                applyAndCompensate(worker);
            }
            assertThat(lines(log)).isZero();
        }

        @Test
        void because_a_view_is_not_permitted_is_logged_once_and_the_other_limits_are_read(CapturedOutput log)
                throws SQLException {
            postgres.execute("CREATE TABLE locked (n integer)");
            postgres.asAdmin().execute("REVOKE SELECT ON pg_stat_progress_vacuum FROM PUBLIC");
            try (ContractWorker worker = worker(
                            "throttle-vacuum", "on", "throttle-lock-waiters", "0", "throttle-replica-lag", "off");
                    Connection blocker = postgres.database().connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Void> waiting = running("TABLE locked");
                awaitWaiters(1);
                CompletableFuture<Report> report = applying(worker);
                awaitReason(worker, "1 sessions wait for locks, limit 0");
                blocker.rollback();
                waiting.join();
                assertThat(report.join()).isInstanceOf(Report.Succeeded.class);
            }
            assertThat(lines(log)).isEqualTo(1);
            assertThat(log.getOut().lines().filter(line -> line.contains(LINE)))
                    .allMatch(line -> line.contains("WARN") && line.contains("throttle-vacuum"))
                    .allMatch(line -> line.contains("permission denied for view"));
        }
    }

    @Nested
    class A_healthy_server {
        @Test
        void holds_no_step_back_by_the_defaults() {
            try (ContractWorker worker = worker()) {
                assertThat(applying(worker).join()).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).isEmpty();
                assertThat(worker.run(step().migration().compensate(2))).isInstanceOf(Report.Compensated.class);
            }
        }
    }
}
