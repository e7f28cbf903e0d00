package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The expected remaining time over the heartbeats of simulated work. Time passes by moving the stored times into the
 * past; everything else is the code and the statements of the coordinator.
 */
class RemainingTimeTest {
    private static final MigrationId MIGRATION = new MigrationId(new UUID(0, 7));
    private static final long TOTAL = 1_000_000;
    private static final int HEARTBEAT_SECONDS = 5;
    private static final int SEEDS = 20;

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcLeases leases = new JdbcLeases(jdbc);
    private final JdbcDispatches dispatches = new JdbcDispatches(jdbc);
    private long lastNumber;

    @BeforeEach
    void createMigration() {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'plan', '{}', '{}', 'checksum', '{}', 'APPLYING', 1)
                """,
                MIGRATION.value());
    }

    /** The units that a step processes until its next heartbeat, which comes after this number of others. */
    private interface Work {
        long unitsUntil(int heartbeat);
    }

    /** What was shown at a heartbeat, and how long the rest really took. */
    private record Sample(StepProgress progress, long realSecondsLeft) {}

    private List<Sample> run(Work work) {
        return run(work, TOTAL, TOTAL);
    }

    /** Runs a step until it has processed the real total, of which it reports another one at first. */
    private List<Sample> run(Work work, long reportedTotal, long realTotal) {
        DispatchNumber dispatch = startDispatch();
        List<StepProgress> shown = new ArrayList<>();
        long done = 0;
        while (done < realTotal) {
            passHeartbeat(dispatch);
            done = Math.min(realTotal, done + work.unitsUntil(shown.size() + 1));
            leases.renew(List.of(
                    new JdbcLeases.Renewal(MIGRATION, dispatch, new Progress(done, Math.max(done, reportedTotal)))));
            shown.add(Objects.requireNonNull(StepProgress.of(Objects.requireNonNull(
                    dispatches.progress(List.of(MIGRATION)).get(dispatch)))));
        }
        dispatches.settle(dispatch);
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < shown.size(); index++) {
            samples.add(new Sample(shown.get(index), (long) (shown.size() - 1 - index) * HEARTBEAT_SECONDS));
        }
        return samples;
    }

    private DispatchNumber startDispatch() {
        lastNumber++;
        jdbc.update(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, lease)
                VALUES (?, ?, ?, 'on-a', 'apply', interval '15 seconds')
                """,
                lastNumber,
                MIGRATION.value(),
                "step-" + lastNumber);
        DispatchNumber number = new DispatchNumber(lastNumber);
        leases.start(List.of(number));
        return number;
    }

    private void passHeartbeat(DispatchNumber dispatch) {
        jdbc.update(
                """
                UPDATE dispatch SET progress_at = progress_at - make_interval(secs => ?),
                    first_progress_at = first_progress_at - make_interval(secs => ?) WHERE number = ?
                """,
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                dispatch.value());
    }

    private static Sample halfWay(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> percent(sample) >= 50)
                .findFirst()
                .orElseThrow();
    }

    private static int percent(Sample sample) {
        return Objects.requireNonNull(sample.progress().percent());
    }

    private static double eta(Sample sample) {
        return Objects.requireNonNull(sample.progress().etaSeconds());
    }

    private static void assertBounded(List<Sample> samples) {
        assertThat(samples).allSatisfy(sample -> assertThat(percent(sample)).isBetween(0, 100));
        assertThat(samples).extracting(RemainingTimeTest::percent).isSorted();
        assertThat(samples.getLast().progress().percent()).isEqualTo(100);
        assertThat(samples.getLast().progress().etaSeconds()).isEqualTo(0L);
    }

    @Nested
    class Of_steady_work {
        @Test
        void is_right_within_15_percent_at_half_way() {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                long mean = 8_000L + random.nextInt(20_000);
                // Batches differ by up to a third.
                List<Sample> samples = run(_ -> mean * (67 + random.nextInt(67)) / 100);
                assertBounded(samples);
                Sample half = halfWay(samples);
                assertThat(eta(half))
                        .as("seed %d", seed)
                        .isCloseTo((double) half.realSecondsLeft(), Percentage.withPercentage(15));
            }
        }

        @Test
        void of_one_speed_only_falls_and_is_right_from_the_second_heartbeat_on() {
            List<Sample> samples = run(_ -> 20_000);
            assertThat(samples)
                    .extracting(RemainingTimeTest::eta)
                    .isSortedAccordingTo((one, other) -> Double.compare(other, one));
            assertThat(samples.subList(1, samples.size() - 1)).allSatisfy(sample -> assertThat(eta(sample))
                    .isCloseTo((double) sample.realSecondsLeft(), within(0.05 * sample.realSecondsLeft() + 1)));
        }

        @Test
        void that_continues_another_dispatch_does_not_count_the_time_before_it() {
            DispatchNumber first = startDispatch();
            passHeartbeat(first);
            leases.renew(List.of(new JdbcLeases.Renewal(MIGRATION, first, new Progress(500_000, TOTAL))));
            dispatches.settle(first);
            jdbc.update("UPDATE dispatch SET step = 'continued' WHERE number = ?", first.value());
            DispatchNumber second = startDispatch();
            jdbc.update("UPDATE dispatch SET step = 'continued' WHERE number = ?", second.value());
            long done = 500_000;
            StepProgress progress = null;
            for (int heartbeat = 0; heartbeat < 5; heartbeat++) {
                passHeartbeat(second);
                done += 10_000;
                leases.renew(List.of(new JdbcLeases.Renewal(MIGRATION, second, new Progress(done, TOTAL))));
                progress = StepProgress.of(Objects.requireNonNull(
                        dispatches.progress(List.of(MIGRATION)).get(second)));
            }
            assertThat(Objects.requireNonNull(Objects.requireNonNull(progress).etaSeconds()))
                    .isCloseTo(225L, within(5L));
        }
    }

    @Nested
    class Of_work_that_changes {
        @Test
        void follows_work_that_becomes_slower() {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                int fast = 20_000 + random.nextInt(10_000);
                List<Sample> samples = run(heartbeat -> heartbeat < 20 ? fast : fast / 4);
                assertBounded(samples);
                // Until the end, the forecast has come close to the slower speed.
                Sample late = samples.get(samples.size() * 4 / 5);
                assertThat(eta(late))
                        .as("seed %d", seed)
                        .isBetween(0.4 * late.realSecondsLeft(), 1.15 * late.realSecondsLeft());
            }
        }

        @Test
        void is_not_thrown_off_by_bursts() {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                List<Sample> samples = run(_ -> random.nextInt(5) == 0 ? 40_000 : 2_500);
                assertBounded(samples);
                Sample half = halfWay(samples);
                assertThat(eta(half))
                        .as("seed %d", seed)
                        .isBetween(0.3 * half.realSecondsLeft(), 3.0 * half.realSecondsLeft());
            }
        }

        @Test
        void stays_below_100_percent_while_an_application_adds_units() {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                assertBounded(run(_ -> 15_000L + random.nextInt(10_000), TOTAL / 2, TOTAL));
            }
        }
    }
}
