package dev.lockstep.coordinator.targetrequest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.audit.JdbcAuditTrail;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TestTargets;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class DriftScheduleTest {
    private static final TargetName TARGET = new TargetName("pg");

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));
    private final JdbcTargetStops stops = new JdbcTargetStops(jdbc);
    private final JdbcTargetRequests requests = new JdbcTargetRequests(jdbc);
    private final DriftSchedule schedule = schedule(Duration.ofHours(1));

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    /** The schedule of a coordinator. */
    private DriftSchedule schedule(Duration interval) {
        JdbcTargetDrifts drifts = new JdbcTargetDrifts(jdbc);
        JdbcTargetFences fences = new JdbcTargetFences(jdbc);
        JdbcSagaJournal journal = new JdbcSagaJournal(jdbc);
        AuditTrail audit = new AuditTrail(new JdbcAuditTrail(jdbc), Clock.systemUTC());
        RegisteredTargets targets = TestTargets.ready(List.of(TARGET), List.of(TargetRequest.Drift.TYPE));
        return new DriftSchedule(
                targets,
                new DriftChecks(
                        new NewTargetRequests(
                                requests,
                                journal,
                                transactions,
                                audit,
                                new NewTargetRequests.SendSettings(Duration.ofSeconds(15), new WakeUp())),
                        requests,
                        new DriftChecks.DriftStore(
                                drifts,
                                stops,
                                new DriftRequests(drifts, fences, journal),
                                new DriftOutcomes(drifts, fences, stops),
                                new WakeUp()),
                        transactions,
                        audit),
                new DriftSettings(interval));
    }

    private long checks() {
        return Objects.requireNonNull(
                jdbc.queryForObject("SELECT count(*) FROM target_request WHERE type = 'target.drift'", Long.class));
    }

    private void answer() {
        jdbc.update("UPDATE target_request SET state = 'ANSWERED', next_attempt = NULL");
    }

    private void letPass(String time) {
        jdbc.update("UPDATE target_request SET requested_at = requested_at - ?::interval", time);
    }

    private void awaitWaiting(long coordinators) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForObject(
                        """
                                SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                                WHERE NOT granted AND locktype = 'advisory' AND d.datname = current_database()
                                """,
                        Long.class))
                .isEqualTo(coordinators));
    }

    @Nested
    class A_target {
        @Test
        void that_is_due_is_checked_once() {
            schedule.requestDue();
            schedule.requestDue();
            assertThat(checks()).isEqualTo(1);
        }

        @Test
        void that_was_checked_within_the_interval_is_not_checked() {
            schedule.requestDue();
            answer();
            letPass("59 minutes");
            schedule.requestDue();
            assertThat(checks()).isEqualTo(1);
            letPass("1 minute");
            schedule.requestDue();
            assertThat(checks()).isEqualTo(2);
        }

        @Test
        void that_is_stopped_is_not_checked() {
            transactions.run(() -> {
                stops.stop(TARGET, TargetStop.Reason.DRIFT, 7);
                return TARGET;
            });
            schedule.requestDue();
            assertThat(checks()).isZero();
            transactions.run(() -> {
                stops.release(TARGET, TargetStop.Reason.DRIFT);
                return TARGET;
            });
            schedule.requestDue();
            assertThat(checks()).isEqualTo(1);
        }

        @Test
        void that_a_migration_holds_is_checked_when_it_has_ended() {
            jdbc.update(
                    """
                    INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position, version)
                    VALUES (gen_random_uuid(), 'held', '{}', '{pg}', 'checksum', '{}', 'APPLYING', 1, 1)
                    """);
            jdbc.update("INSERT INTO target_claim (target, migration_id, position) SELECT 'pg', id, 1 FROM migration");
            schedule.requestDue();
            assertThat(checks()).isZero();
            jdbc.update("DELETE FROM target_claim");
            schedule.requestDue();
            assertThat(checks()).isEqualTo(1);
        }

        @Test
        void is_not_checked_without_an_interval() {
            schedule(Duration.ZERO).requestDue();
            assertThat(checks()).isZero();
        }
    }

    @Nested
    class Two_coordinators {
        @Test
        void that_both_find_a_target_due_send_one_request() throws Exception {
            DriftSchedule other = schedule(Duration.ofHours(1));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<?>> both = transactions.run(() -> {
                    requests.lockTarget(TARGET);
                    List<Future<?>> started =
                            List.of(threads.submit(schedule::requestDue), threads.submit(other::requestDue));
                    awaitWaiting(2);
                    return started;
                });
                for (Future<?> each : both) {
                    each.get();
                }
            }
            assertThat(checks()).isEqualTo(1);
        }

        @Test
        void send_one_request_also_if_it_is_answered_before_the_other_gets_the_lock() throws Exception {
            DriftSchedule other = schedule(Duration.ofHours(1));
            try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
                Future<?> waiting = transactions.run(() -> {
                    requests.lockTarget(TARGET);
                    Future<?> started = threads.submit(other::requestDue);
                    awaitWaiting(1);
                    schedule.requestDue();
                    answer();
                    return started;
                });
                waiting.get();
            }
            assertThat(checks()).isEqualTo(1);
        }
    }
}
