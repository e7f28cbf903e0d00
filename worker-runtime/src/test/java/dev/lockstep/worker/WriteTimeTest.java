package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WriteTimeTest {
    private final WriteTime time = new WriteTime(Duration.ofNanos(100));

    @Nested
    class A_write_time {
        @Test
        void is_the_assumption_until_the_first_apply() {
            time.record(0, 5_000);
            time.record(99, 9_900_000);
            assertThat(time.of(1_000)).isEqualTo(Duration.ofNanos(100_000));
        }

        @Test
        void follows_the_applies() {
            time.record(100, 20_000);
            assertThat(time.of(1_000)).isEqualTo(Duration.ofNanos(110_000));
            for (int batch = 0; batch < 100; batch++) {
                time.record(100, 20_000);
            }
            assertThat(time.of(1_000)).isBetween(Duration.ofNanos(199_900), Duration.ofNanos(200_000));
        }
    }
}
