package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SampleSeriesTest {

    @Nested
    class A_series {

        @Test
        void compares_the_medians_of_its_first_and_its_last_quarter() {
            SampleSeries threads = series(GrowthLimit.TWO, 20, 90, 22, 0, 0, 0, 0, 0, 0, 24, 25, 1);

            assertThat(threads.first()).isEqualTo(22);
            assertThat(threads.last()).isEqualTo(24);
            assertThat(threads.isFlat()).isTrue();
            assertThat(threads.judgement()).isEqualTo(", flat");
        }

        @Test
        void extrapolates_its_growth_to_an_hour() {
            assertThat(series(GrowthLimit.TWO, 10, 11, 12, 13).growthPerHour()).isEqualTo(60);
            assertThat(series(GrowthLimit.TWO, 10).growthPerHour()).isZero();
        }

        @Test
        void grows_when_a_number_has_risen_by_three() {
            assertThat(series(GrowthLimit.TWO, 20, 23).isFlat()).isFalse();
            assertThat(series(GrowthLimit.TWO, 20, 23).judgement()).isEqualTo(", GROWS");
            assertThat(series(GrowthLimit.TWO, 23, 20).isFlat()).isTrue();
        }

        @Test
        void grows_when_memory_has_risen_by_a_tenth() {
            assertThat(series(GrowthLimit.TENTH, 100, 109).isFlat()).isTrue();
            assertThat(series(GrowthLimit.TENTH, 100, 111).isFlat()).isFalse();
        }

        @Test
        void is_not_judged_without_a_limit() {
            assertThat(series(GrowthLimit.NONE, 1, 100).isFlat()).isTrue();
            assertThat(series(GrowthLimit.NONE, 1, 100).judgement()).isEmpty();
        }
    }

    private static SampleSeries series(GrowthLimit limit, double... values) {
        SampleSeries series = new SampleSeries(limit);
        DoubleStream.of(values).forEach(series::add);
        return series;
    }
}
