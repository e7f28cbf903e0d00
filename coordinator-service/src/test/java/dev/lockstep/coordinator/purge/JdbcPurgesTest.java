package dev.lockstep.coordinator.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class JdbcPurgesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcPurges purges = new JdbcPurges(jdbc);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));
    private int migrations;

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private MigrationId migration(String ended) {
        MigrationId id = new MigrationId(UUID.randomUUID());
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position, purgeable_since)
                VALUES (?, ?, '{}', '{}', '', '{}', 'COMPLETED', ?, clock_timestamp() - ?::interval)
                """,
                id.value(),
                "m" + ++migrations,
                migrations,
                ended);
        return id;
    }

    /** A waiting request, due for this time. */
    private long waiting(String target, String due) {
        MigrationId id = migration("10 days");
        jdbc.update(
                "INSERT INTO purge (migration_id, ended_at, decided_at, actor, reason) VALUES (?, now(), now(), '{}', '')",
                id.value());
        jdbc.update(
                """
                INSERT INTO step_purge (migration_id, number, step, target, fence, dispatch, state, due, attempts, failures)
                VALUES (?, 1, 's', ?, 1, ?, 'WAITING', clock_timestamp() - ?::interval, 3, 0)
                """,
                id.value(),
                target,
                migrations,
                due);
        return migrations;
    }

    private void start(int maxTargets) {
        transactions.run(() -> {
            purges.startDue(maxTargets, HOUR);
            return "";
        });
    }

    private List<Long> requested() {
        return jdbc.queryForList(
                "SELECT dispatch FROM step_purge WHERE state = 'REQUESTED' ORDER BY dispatch", Long.class);
    }

    @Nested
    class Starting {
        @Test
        void takes_the_longest_waiting_request_of_each_target_up_to_the_limit() {
            waiting("a", "1 minute");
            long a = waiting("a", "2 minutes");
            long b = waiting("b", "3 minutes");
            waiting("c", "30 seconds");
            waiting("d", "-1 minute");
            start(2);
            assertThat(requested()).containsExactly(a, b);
            start(2);
            assertThat(requested()).containsExactly(a, b);
            start(9);
            assertThat(requested()).hasSize(3);
            assertThat(jdbc.queryForList(
                            "SELECT DISTINCT attempts FROM step_purge WHERE state = 'REQUESTED'", Integer.class))
                    .containsExactly(0);
        }

        @Test
        void waits_for_a_claimed_target_but_not_for_ever() {
            long claimed = waiting("a", "59 minutes");
            MigrationId running = migration("0 days");
            jdbc.update(
                    "INSERT INTO target_claim (target, migration_id, position) VALUES ('a', ?, 1)", running.value());
            start(4);
            assertThat(requested()).isEmpty();
            jdbc.update("UPDATE step_purge SET due = due - interval '2 minutes'");
            start(4);
            assertThat(requested()).containsExactly(claimed);
        }

        @Test
        void by_several_coordinators_at_once_starts_one_request_per_target() throws Exception {
            for (int round = 0; round < 10; round++) {
                IntStream.range(0, 20).forEach(i -> waiting("t" + i % 7, "1 minute"));
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
                List<Callable<String>> starts = IntStream.range(0, 60)
                        .<Callable<String>>mapToObj(_ -> () -> {
                            try {
                                start(5);
                            } catch (DuplicateKeyException _refusedByTheIndex) {
                                return "refused";
                            }
                            return "";
                        })
                        .toList();
                threads.invokeAll(starts);
            }
            assertThat(jdbc.queryForList("SELECT target FROM step_purge WHERE state = 'REQUESTED'", String.class))
                    .doesNotHaveDuplicates()
                    .hasSizeBetween(5, 7);
        }

        @Test
        void cannot_request_two_purges_on_one_target() {
            long first = waiting("a", "1 minute");
            long second = waiting("a", "1 minute");
            String request = "UPDATE step_purge SET state = 'REQUESTED' WHERE dispatch = ?";
            assertThatCode(() -> jdbc.update(request, first)).doesNotThrowAnyException();
            assertThatThrownBy(() -> jdbc.update(request, second)).isInstanceOf(DuplicateKeyException.class);
        }
    }

    @Nested
    class A_request_whose_attempts_have_failed {
        private double secondsUntilDue(long dispatch) {
            return jdbc.query(
                            "SELECT extract(epoch FROM due - clock_timestamp()) FROM step_purge WHERE dispatch = ?",
                            (row, _index) -> row.getDouble(1),
                            dispatch)
                    .getFirst();
        }

        @Test
        void waits_twice_as_long_each_time_up_to_a_day() {
            long dispatch = waiting("a", "1 minute");
            double last = 0;
            for (int failure = 0; failure < 12; failure++) {
                jdbc.update("UPDATE step_purge SET state = 'REQUESTED'");
                purges.waitAgain(new DispatchNumber(dispatch), "the store is away", Duration.ofMinutes(10));
                assertThat(secondsUntilDue(dispatch)).isBetween(Math.min(86_300, last * 1.9), 86_401.0);
                last = secondsUntilDue(dispatch);
            }
            assertThat(last).isGreaterThan(86_000);
        }

        @Test
        void ends_by_a_late_answer() {
            long dispatch = waiting("a", "1 minute");
            jdbc.update("UPDATE step_purge SET state = 'REQUESTED'");
            purges.waitAgain(new DispatchNumber(dispatch), "no answer", Duration.ofMinutes(10));
            assertThat(purges.succeed(new DispatchNumber(dispatch), 4, 400)).isPresent();
            assertThat(purges.succeed(new DispatchNumber(dispatch), 4, 400)).isEmpty();
            assertThat(jdbc.queryForObject("SELECT count(*) FROM purge WHERE purged_at IS NOT NULL", Long.class))
                    .isEqualTo(1);
        }
    }

    @Nested
    class Due_migrations {
        @Test
        void are_found_by_their_index_oldest_first() {
            MigrationId young = migration("1 hour");
            MigrationId old = migration("9 days");
            MigrationId older = migration("10 days");
            assertThat(purges.endedBefore(Duration.ofDays(7), 10)).containsExactly(older, old);
            assertThat(purges.endedBefore(Duration.ofDays(7), 1)).containsExactly(older);
            assertThat(transactions.run(() -> purges.lockNextDue(Duration.ofDays(7), List.of(older))))
                    .contains(old);
            assertThat(purges.purgeableSince(young)).isPresent();
            assertThat(purges.oldestAgeSeconds()).isBetween(863_900.0, 864_900.0);
        }

        @Test
        void that_another_coordinator_has_locked_are_skipped() {
            MigrationId locked = migration("10 days");
            MigrationId next = migration("9 days");
            transactions.run(() -> {
                assertThat(purges.lockNextDue(Duration.ofDays(7), List.of())).contains(locked);
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    assertThat(other.submit(() ->
                                            transactions.run(() -> purges.lockNextDue(Duration.ofDays(7), List.of())))
                                    .get())
                            .contains(next);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return "";
            });
        }

        @Test
        void with_an_unfinished_erasure_restore_or_downgrade_are_not_found() {
            MigrationId erased = migration("10 days");
            MigrationId restored = migration("10 days");
            MigrationId downgraded = migration("10 days");
            jdbc.update(
                    """
                    INSERT INTO erasure (migration_id, number, step, target, unit, reason, actor, requested_at, dispatch, state, attempts)
                    VALUES (?, 1, 's', 't', 'u', 'r', '{}', now(), 9001, 'REQUESTED', 0)
                    """,
                    erased.value());
            jdbc.update(
                    """
                    INSERT INTO restore (migration_id, number, target, dry_run, reason, actor, requested_at, dispatch, state, attempts)
                    VALUES (?, 3, 't', false, 'r', '{}', now(), 9002, 'REQUESTED', 0)
                    """,
                    restored.value());
            jdbc.update(
                    """
                    WITH d AS (INSERT INTO downgrade (version, target, boundary, include_others, targets, reason, requester,
                        requested_at, state, actor, caller)
                        VALUES (1, 't', 'b', false, '{}', 'r', '{}', now(), 'STOPPED', '{}', 'c') RETURNING id)
                    INSERT INTO downgrade_migration (downgrade, number, migration_id, other) SELECT id, 1, ?, false FROM d
                    """,
                    downgraded.value());
            assertThat(purges.endedBefore(Duration.ofDays(7), 10)).isEmpty();
            assertThat(purges.unfinishedRequest(erased)).contains("erasure 1");
            assertThat(purges.unfinishedRequest(restored)).contains("restore 3");
            assertThat(purges.unfinishedRequest(downgraded).orElseThrow()).startsWith("downgrade ");
            jdbc.update("UPDATE erasure SET state = 'FAILED'");
            assertThat(purges.endedBefore(Duration.ofDays(7), 10)).containsExactly(erased);
        }
    }

    @Nested
    class A_setting {
        @Test
        void that_is_too_short_is_refused_at_the_start() {
            assertThatThrownBy(() ->
                            new CoordinatorSettings(10, HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, Duration.ofSeconds(59)))
                    .hasMessageContaining("lockstep.retention is 59 s; 60 to 315360000 s is expected");
            assertThatThrownBy(() -> new PurgeSettings(0, 4, HOUR, HOUR, HOUR))
                    .hasMessageContaining("lockstep.purge.rows-per-second is 0; 100 to 1000000 is expected");
        }
    }
}
