package dev.lockstep.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcDispatches.MeasuredProgress;
import dev.lockstep.coordinator.dispatch.JdbcLeases.LapsedLease;
import dev.lockstep.coordinator.dispatch.JdbcLeases.Renewal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcLeasesTest {
    private static final MigrationId MIGRATION = new MigrationId(new UUID(0, 7));
    private static final DispatchNumber FIRST = new DispatchNumber(1);
    private static final DispatchNumber SECOND = new DispatchNumber(2);
    private static final Instant FUTURE = Instant.parse("2200-01-01T00:00:00Z");

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcLeases leases = new JdbcLeases(jdbc);
    private final JdbcDispatches dispatches = new JdbcDispatches(jdbc);

    @BeforeEach
    void createMigration() {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'plan', '{}', '{}', 'checksum', '{}', 'APPLYING', 1)
                """,
                MIGRATION.value());
    }

    private void dispatch(DispatchNumber number) {
        jdbc.update(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, lease)
                VALUES (?, ?, 'a', 'on-a', 'apply', interval '10 seconds')
                """,
                number.value(),
                MIGRATION.value());
        leases.start(List.of(number));
    }

    private void report(DispatchNumber number, long done, @Nullable Long total) {
        leases.renew(List.of(new Renewal(MIGRATION, number, new Progress(done, total))));
    }

    private void passSeconds(DispatchNumber number, int seconds) {
        jdbc.update(
                """
                UPDATE dispatch SET progress_at = progress_at - make_interval(secs => ?),
                    first_progress_at = first_progress_at - make_interval(secs => ?),
                    lease_until = lease_until - make_interval(secs => ?) WHERE number = ?
                """,
                seconds,
                seconds,
                seconds,
                number.value());
    }

    private MeasuredProgress progress(DispatchNumber number) {
        return Optional.ofNullable(dispatches.progress(List.of(MIGRATION)).get(number))
                .orElseThrow();
    }

    private double rate(DispatchNumber number) {
        return Optional.ofNullable(progress(number).ratePerSecond()).orElseThrow();
    }

    private LapsedLease lapsed(DispatchNumber number) {
        passSeconds(number, 60);
        LapsedLease lapsed = leases.lockNextLapsed(FUTURE, Set.of()).orElseThrow();
        assertThat(lapsed.dispatch()).isEqualTo(number);
        dispatches.settle(number);
        return lapsed;
    }

    @Nested
    class The_rate {
        @Test
        void of_the_first_dispatch_counts_from_the_start_of_its_lease() {
            dispatch(FIRST);
            passSeconds(FIRST, 10);
            report(FIRST, 1_000, 5_000L);
            assertThat(rate(FIRST)).isBetween(80.0, 100.0);
            assertThat(progress(FIRST).total()).isEqualTo(5_000);
        }

        @Test
        void follows_a_change_of_speed_in_a_few_reports() {
            dispatch(FIRST);
            passSeconds(FIRST, 10);
            report(FIRST, 1_000, null);
            for (int done = 1_100; done <= 1_500; done += 100) {
                passSeconds(FIRST, 10);
                report(FIRST, done, null);
            }
            assertThat(rate(FIRST)).isBetween(9.0, 14.0);
        }

        @Test
        void of_a_later_dispatch_is_unknown_until_its_second_report() {
            dispatch(FIRST);
            dispatches.settle(FIRST);
            dispatch(SECOND);
            passSeconds(SECOND, 10);
            report(SECOND, 40_000, null);
            assertThat(progress(SECOND)).isEqualTo(new MeasuredProgress(40_000L, null, null, null, null));
            passSeconds(SECOND, 10);
            report(SECOND, 41_000, null);
            assertThat(rate(SECOND)).isBetween(80.0, 100.0);
        }

        @Test
        void is_not_measured_between_reports_that_are_handled_together_after_an_interruption() {
            dispatch(FIRST);
            passSeconds(FIRST, 10);
            report(FIRST, 1_000, null);
            double before = rate(FIRST);
            report(FIRST, 2_000, null);
            assertThat(progress(FIRST).done()).isEqualTo(2_000);
            assertThat(rate(FIRST)).isEqualTo(before);
        }

        @Test
        void is_never_negative() {
            dispatch(FIRST);
            passSeconds(FIRST, 10);
            report(FIRST, 1_000, null);
            passSeconds(FIRST, 10);
            report(FIRST, 10, null);
            assertThat(rate(FIRST)).isPositive();
        }
    }

    @Nested
    class A_lapsed_lease {
        @Test
        void has_progressed_only_if_its_dispatch_got_further_than_every_earlier_one() {
            dispatch(FIRST);
            report(FIRST, 3, 8L);
            assertThat(lapsed(FIRST).hasProgressed()).isTrue();
            dispatch(SECOND);
            report(SECOND, 3, 8L);
            assertThat(leases.progressed(List.of(FIRST, SECOND))).containsExactly(FIRST);
            assertThat(lapsed(SECOND).hasProgressed()).isFalse();
            DispatchNumber third = new DispatchNumber(3);
            dispatch(third);
            report(third, 4, 8L);
            assertThat(lapsed(third).hasProgressed()).isTrue();
        }

        @Test
        void has_been_silent_since_the_last_report_or_the_start_of_the_lease() {
            dispatch(FIRST);
            Instant start = Clock.systemUTC().instant();
            assertThat(lapsed(FIRST).silentSince()).isBetween(start.minusSeconds(90), start.minusSeconds(30));
            dispatch(SECOND);
            passSeconds(SECOND, 600);
            report(SECOND, 1, null);
            Instant lastReport = Clock.systemUTC().instant();
            assertThat(lapsed(SECOND).silentSince())
                    .isBetween(lastReport.minusSeconds(90), lastReport.minusSeconds(30));
        }

        @Test
        void is_not_found_before_the_limit_or_for_an_excluded_migration() {
            dispatch(FIRST);
            passSeconds(FIRST, 60);
            assertThat(leases.lockNextLapsed(Instant.parse("2000-01-01T00:00:00Z"), Set.of()))
                    .isEmpty();
            assertThat(leases.lockNextLapsed(FUTURE, Set.of(MIGRATION))).isEmpty();
            assertThat(leases.lockNextLapsed(FUTURE, Set.of())).isPresent();
        }
    }
}
