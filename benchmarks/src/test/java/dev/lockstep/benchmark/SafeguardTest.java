package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SafeguardTest {

    @Nested
    class The_times_of_three_rounds {

        @Test
        void have_a_median_a_shortest_and_a_longest_one() {
            Safeguard backup = new Safeguard("backup");
            backup.add(Duration.ofSeconds(3));
            backup.add(Duration.ofMillis(1_500));
            backup.add(Duration.ofSeconds(2));

            assertThat(backup.medianSeconds()).isEqualTo(2.0);
            assertThat(backup.shortestSeconds()).isEqualTo(1.5);
            assertThat(backup.longestSeconds()).isEqualTo(3.0);
        }
    }
}
