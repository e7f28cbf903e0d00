package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RemainingTimesTest {
    private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");
    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    @Nested
    class A_mark {
        private final RemainingTimes times = times(at(5, 100, null), at(10, 240, 35L), at(15, 510, 22L));

        @Test
        void of_a_share_is_the_first_sample_that_has_it() {
            RemainingTimes.Mark half = times.atShare(50).orElseThrow();

            assertThat(half).isEqualTo(new RemainingTimes.Mark(51, 22L, 25, 40));
            assertThat(times.atShare(75)).isEmpty();
        }

        @Test
        void of_a_time_is_the_last_sample_before_it() {
            assertThat(times.atTime(30).orElseThrow().shown()).isEqualTo(35L);
            assertThat(times.atTime(10)).isEmpty();
        }

        @Test
        void compares_what_was_shown_with_the_rest_and_with_the_whole() {
            RemainingTimes.Mark half = times.atShare(50).orElseThrow();

            assertThat(half.errorOfWhole()).isCloseTo(-7.5, EXACT);
            assertThat(half.errorOfLeft()).isCloseTo(-12, EXACT);
        }

        @Test
        void has_no_time_if_none_was_shown() {
            assertThat(times.atShare(10).orElseThrow().shown()).isNull();
            assertThat(times.shown()).isEqualTo(2);
        }
    }

    @Nested
    class A_share {
        @Test
        void is_that_of_the_units_even_if_the_shown_percentage_is_less() {
            assertThat(times(at(5, 1_010, 1L), at(10, 990, 1L)).largestShare()).isCloseTo(101, EXACT);
        }

        @Test
        void is_the_shown_percentage_if_that_of_the_units_is_less() {
            assertThat(sample("{\"done\": 1, \"total\": 2, \"percent\": 101}").share())
                    .isEqualTo(101);
        }

        @Test
        void is_unknown_without_a_total() {
            ProgressSample withoutTotal = sample("{\"done\": 7}");

            assertThat(withoutTotal).isEqualTo(new ProgressSample(START, 7, null, null, null));
            assertThat(times(withoutTotal).atShare(0)).isEmpty();
        }
    }

    private static ProgressSample sample(String json) {
        return ProgressSample.of(LockstepJson.messages().readTree(json), START);
    }

    /** A step of 40 seconds. */
    private static RemainingTimes times(ProgressSample... samples) {
        return new RemainingTimes(START, START.plusSeconds(40), List.of(samples));
    }

    private static ProgressSample at(int second, long done, @Nullable Long etaSeconds) {
        return new ProgressSample(START.plusSeconds(second), done, 1_000L, (int) Math.min(100, done / 10), etaSeconds);
    }
}
