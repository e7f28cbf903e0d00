package dev.lockstep.coordinator.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LapseGuardTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(7);

    private final FakeBacklog backlog = new FakeBacklog();
    private long nanoTime;
    private final LapseGuard guard = new LapseGuard(backlog, GRACE, () -> nanoTime);

    /** A topic with one partition. */
    private static final class FakeBacklog implements ReportBacklog {
        private long end;
        private long committed;
        private boolean isReachable = true;

        private record End(long offset) implements Ends {}

        @Override
        public Ends ends() throws UnavailableException {
            ensureReachable();
            return new End(end);
        }

        @Override
        public boolean isProcessedUpTo(Ends ends) throws UnavailableException {
            ensureReachable();
            return committed >= ((End) ends).offset();
        }

        private void ensureReachable() throws UnavailableException {
            if (!isReachable) {
                throw new UnavailableException(new TimeoutException());
            }
        }
    }

    @Nested
    class Leases {
        @Test
        void lapse_up_to_now_when_no_report_waits() {
            assertThat(guard.lapseLimit(START)).hasValue(START);
        }

        @Test
        void lapse_only_up_to_the_time_at_which_the_last_waiting_report_arrived() {
            backlog.end = 10;
            assertThat(guard.lapseLimit(START)).isEmpty();
            backlog.end = 20;
            backlog.committed = 10;
            assertThat(guard.lapseLimit(START.plusSeconds(60))).hasValue(START);
        }

        @Test
        void do_not_lapse_after_a_second_interruption_because_of_the_reports_of_the_first() {
            backlog.end = 10;
            assertThat(guard.lapseLimit(START)).isEmpty();
            backlog.committed = 10;
            backlog.end = 30;
            Instant second = START.plus(Duration.ofHours(1));
            assertThat(guard.lapseLimit(second))
                    .hasValueSatisfying(limit -> assertThat(limit).isBefore(second));
            assertThat(guard.lapseLimit(second.plusSeconds(1))).isEmpty();
        }

        @Test
        void do_not_lapse_while_kafka_is_unreachable_and_for_a_grace_period_after_that() {
            backlog.isReachable = false;
            assertThat(guard.lapseLimit(START)).isEmpty();
            backlog.isReachable = true;
            assertThat(guard.lapseLimit(START.plusSeconds(1))).isEmpty();
            nanoTime += GRACE.toNanos();
            assertThat(guard.lapseLimit(START.plusSeconds(8))).hasValue(START.plusSeconds(8));
        }

        @Test
        void wait_for_the_reports_of_the_grace_period() {
            backlog.isReachable = false;
            assertThat(guard.lapseLimit(START)).isEmpty();
            backlog.isReachable = true;
            assertThat(guard.lapseLimit(START.plusSeconds(1))).isEmpty();
            backlog.end = 5;
            nanoTime += GRACE.toNanos();
            assertThat(guard.lapseLimit(START.plusSeconds(8))).isEmpty();
        }

        @Test
        void lapse_by_a_monotonic_clock_when_the_time_of_the_database_goes_back() {
            backlog.isReachable = false;
            assertThat(guard.lapseLimit(START)).isEmpty();
            backlog.isReachable = true;
            nanoTime += GRACE.toNanos();
            Instant earlier = START.minus(Duration.ofHours(1));
            assertThat(guard.lapseLimit(earlier)).hasValue(earlier);
        }
    }
}
