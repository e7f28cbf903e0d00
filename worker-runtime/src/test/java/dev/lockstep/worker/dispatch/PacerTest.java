package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** A clock that each reading moves forward by a millisecond, so that a wait ends by itself. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1));

    private Pacer pacer(@Nullable Integer unitsPerSecond) {
        return new Pacer(unitsPerSecond, () -> now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));
    }

    private Duration waited(Runnable calls) {
        long before = now.get();
        calls.run();
        return Duration.ofNanos(now.get() - before);
    }

    @Nested
    class A_limited_dispatch {
        @Test
        void waits_in_proportion_to_its_units_after_the_first_batch() {
            Pacer pacer = pacer(1_000);
            pacer.await(500, () -> false);
            assertThat(waited(() -> pacer.await(600, () -> false)))
                    .isBetween(Duration.ofMillis(98), Duration.ofMillis(103));
            assertThat(waited(() -> pacer.await(700, () -> false)))
                    .isBetween(Duration.ofMillis(95), Duration.ofMillis(105));
        }

        @Test
        void does_not_wait_if_it_is_slower_than_its_limit() {
            Pacer pacer = pacer(1_000);
            pacer.await(0, () -> false);
            now.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(waited(() -> pacer.await(100, () -> false))).isLessThan(Duration.ofMillis(5));
        }

        @Test
        void stops_waiting_when_it_must_stop() {
            Pacer pacer = pacer(1);
            pacer.await(0, () -> false);
            assertThat(waited(() -> pacer.await(1_000_000, () -> true))).isLessThan(Duration.ofMillis(5));
        }
    }

    @Nested
    class An_unlimited_dispatch {
        @Test
        void never_waits() {
            Pacer pacer = pacer(null);
            pacer.await(0, () -> false);
            assertThat(waited(() -> pacer.await(1_000_000, () -> false))).isZero();
        }
    }
}
