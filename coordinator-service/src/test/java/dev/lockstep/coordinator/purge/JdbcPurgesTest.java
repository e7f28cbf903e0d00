package dev.lockstep.coordinator.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcPurgesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<TargetName> LIVE = List.of(new TargetName("a"), new TargetName("b"));
    private final PurgeRows rows = new PurgeRows();
    private final JdbcTemplate jdbc = rows.jdbc();
    private final JdbcPurges purges = new JdbcPurges(jdbc);

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
            long dispatch = rows.waiting("a", "1 minute");
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
            long dispatch = rows.waiting("a", "1 minute");
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
            MigrationId young = rows.migration("1 hour");
            MigrationId old = rows.migration("9 days");
            MigrationId older = rows.migration("10 days");
            assertThat(purges.endedBefore(Duration.ofDays(7), 10)).containsExactly(older, old);
            assertThat(purges.endedBefore(Duration.ofDays(7), 1)).containsExactly(older);
            assertThat(rows.transactions().run(() -> purges.lockNextDue(Duration.ofDays(7), List.of(older), LIVE)))
                    .contains(old);
            assertThat(purges.purgeableSince(young)).isPresent();
            assertThat(purges.oldestAgeSeconds()).isBetween(863_900.0, 864_900.0);
        }

        @Test
        void that_another_coordinator_has_locked_are_skipped() {
            MigrationId locked = rows.migration("10 days");
            MigrationId next = rows.migration("9 days");
            rows.transactions().runWithoutResult(() -> {
                assertThat(purges.lockNextDue(Duration.ofDays(7), List.of(), LIVE))
                        .contains(locked);
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    assertThat(other.submit(() -> rows.transactions()
                                            .run(() -> purges.lockNextDue(Duration.ofDays(7), List.of(), LIVE)))
                                    .get())
                            .contains(next);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        private void dispatched(MigrationId migration, long number) {
            jdbc.update(
                    """
                    INSERT INTO dispatch (number, migration_id, step, target, direction, lease)
                    VALUES (?, ?, 's', 'gone', 'apply', '1 minute')
                    """,
                    number,
                    migration.value());
        }

        @Test
        void whose_targets_all_have_no_worker_are_left_out_unless_they_have_no_journals() {
            MigrationId gone = rows.migration("11 days", "gone");
            MigrationId withoutJournals = rows.migration("10 days", "gone");
            MigrationId partlyGone = rows.migration("9 days", "gone,b");
            dispatched(gone, 9001);
            dispatched(partlyGone, 9002);
            assertThat(rows.transactions().run(() -> purges.lockNextDue(Duration.ofDays(7), List.of(), LIVE)))
                    .contains(withoutJournals);
            assertThat(rows.transactions()
                            .run(() -> purges.lockNextDue(Duration.ofDays(7), List.of(withoutJournals), LIVE)))
                    .contains(partlyGone);
            assertThat(purges.endedBefore(Duration.ofDays(7), 1)).containsExactly(gone);
        }

        @Test
        void with_an_unfinished_erasure_restore_or_downgrade_are_not_found() {
            MigrationId erased = rows.migration("10 days");
            MigrationId restored = rows.migration("10 days");
            MigrationId downgraded = rows.migration("10 days");
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
