package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BoundedWaitTest {
    @Nested
    class A_wait {
        @Test
        void ends_when_its_condition_is_true() {
            AtomicInteger polls = new AtomicInteger();
            new BoundedWait(Duration.ofMinutes(1), Duration.ofNanos(1))
                    .until("it is the third poll", () -> polls.incrementAndGet() == 3, polls::get);
            assertThat(polls).hasValue(3);
        }

        @Test
        void fails_after_its_limit_and_says_what_was_found() {
            assertThatThrownBy(() -> new BoundedWait(Duration.ZERO, Duration.ofMillis(1))
                            .until("migration 7 is paused", () -> false, () -> "APPLYING"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("after 0 s it is not true that migration 7 is paused; found APPLYING");
        }
    }
}
