package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HealthReadingsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final HealthReadings readings = new HealthReadings(
            new TargetHealth(
                    _ -> {
                        throw new IllegalStateException("no connection");
                    },
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(15),
                    tasks::add),
            InMemoryIncrement.OPERATION,
            _ -> true,
            nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Nested
    class A_reading_that_fails {
        @Test
        void at_once_is_no_issue_although_its_result_is_taken_after_a_long_batch() {
            readings.start();
            tasks.remove().run();
            pass(Duration.ofSeconds(3));
            readings.refresh();
            assertThat(readings.issues()).isEmpty();
            assertThat(readings.isClear()).isTrue();
        }

        @Test
        void after_the_limit_of_an_answer_is_an_issue() {
            readings.start();
            pass(HealthReadings.ANSWER_LIMIT);
            tasks.remove().run();
            pass(Duration.ofSeconds(3));
            readings.refresh();
            assertThat(readings.issues())
                    .extracting(HealthIssue::text)
                    .containsExactly("no answer to the check of the health for 2 s, limit 2 s");
            assertThat(readings.isClear()).isFalse();
        }
    }

    @Nested
    class A_reading_that_runs {
        @Test
        void is_an_issue_from_the_limit_of_an_answer_on() {
            readings.start();
            pass(HealthReadings.ANSWER_LIMIT.minusNanos(1));
            readings.refresh();
            assertThat(readings.issues()).isEmpty();
            pass(Duration.ofNanos(1));
            readings.refresh();
            assertThat(readings.issues()).extracting(HealthIssue::signal).containsExactly(HealthSignal.NO_ANSWER);
        }
    }
}
