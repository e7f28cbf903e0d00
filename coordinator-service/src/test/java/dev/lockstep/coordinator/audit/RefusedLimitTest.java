package dev.lockstep.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RefusedLimitTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource time = () -> now;
    private final RefusedLimit limit = new RefusedLimit(time.withZone(ZoneOffset.UTC));

    private long permittedOf(int requests) {
        return IntStream.range(0, requests).filter(_ -> limit.tryAcquire()).count();
    }

    @Nested
    class A_sender {
        @Test
        void has_a_hundred_entries_at_once_and_ten_more_each_second() {
            assertThat(permittedOf(150)).isEqualTo(100);
            now = now.plusSeconds(2);
            assertThat(permittedOf(50)).isEqualTo(20);
            now = now.plus(Duration.ofHours(1));
            assertThat(permittedOf(150)).isEqualTo(100);
        }

        @Test
        void is_told_how_many_requests_have_no_entry() {
            permittedOf(150);
            assertThat(limit.takeOmitted()).isEqualTo(50);
            assertThat(limit.takeOmitted()).isZero();
            limit.giveBack(50);
            assertThat(limit.takeOmitted()).isEqualTo(50);
        }
    }
}
