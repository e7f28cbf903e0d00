package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.postgres.fixture.DebianPostgres;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standby whose replay is paused; skipped if no PostgreSQL with pg_basebackup is installed. */
class StandbyTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    @TempDir
    private Path directory;

    @TempDir
    private Path copy;

    private DebianPostgres primary;
    private DebianPostgres standby;

    @BeforeEach
    void start() {
        primary = new DebianPostgres(directory);
        standby = primary.startStandby(copy);
        postgres().execute("CREATE TABLE people (id integer)");
    }

    @AfterEach
    void stop() {
        standby.close();
        primary.close();
    }

    private TestPostgres postgres(String... options) {
        return new TestPostgres(
                primary.database("postgres"),
                options.length == 0
                        ? Map.of()
                        : Map.of("throttle-interval", "100ms", options[0], options[1], options[2], options[3]));
    }

    private CompletableFuture<Report> applying(ContractWorker worker) {
        StepScenario step = StepScenario.script(
                postgres(), "1", "ALTER TABLE people ADD COLUMN level integer", "ALTER TABLE people DROP COLUMN level");
        return CompletableFuture.supplyAsync(() -> worker.run(step.migration().apply(1)), THREADS);
    }

    private void write() {
        postgres().execute("INSERT INTO people VALUES (1)");
    }

    @Nested
    class A_standby_that_does_not_replay {
        @Test
        void holds_a_step_back_until_it_has_caught_up() {
            write();
            new TestPostgres(standby.database("postgres"), Map.of()).execute("SELECT pg_wal_replay_pause()");
            TestPostgres limited = postgres("throttle-replica-lag", "2s", "throttle-replica-backlog", "0B");
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
                write();
                return limited.value("SELECT coalesce(max(replay_lag) > '3 s', false) FROM pg_stat_replication")
                        .equals("t");
            });
            try (ContractWorker worker = new ContractWorker(limited.connect(), TargetKind.POSTGRES)) {
                CompletableFuture<Report> report = applying(worker);
                await().atMost(LIMIT).until(() -> worker.throttleReasons().stream()
                        .anyMatch(reason -> reason.matches("replica lag \\S+ s of walreceiver, limit 2 s")));
                assertThat(report).isNotDone();
                new TestPostgres(standby.database("postgres"), Map.of()).execute("SELECT pg_wal_replay_resume()");
                assertThat(report.join()).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttledBy()).isNull();
            }
        }

        @Test
        void with_little_to_replay_holds_nothing_back_by_default() {
            write();
            new TestPostgres(standby.database("postgres"), Map.of()).execute("SELECT pg_wal_replay_pause()");
            TestPostgres limited = postgres("throttle-replica-lag", "1ms", "throttle-latency", "off");
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
                write();
                return limited.value("SELECT coalesce(max(replay_lag) > '1 s', false) FROM pg_stat_replication")
                        .equals("t");
            });
            try (ContractWorker worker = new ContractWorker(limited.connect(), TargetKind.POSTGRES)) {
                assertThat(applying(worker).join()).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.throttleReasons()).isEmpty();
            }
        }
    }
}
