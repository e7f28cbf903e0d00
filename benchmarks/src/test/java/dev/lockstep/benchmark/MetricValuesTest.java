package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MetricValuesTest {
    private static final MetricValues VALUES = new MetricValues(
            """
            # TYPE jvm_memory_used_bytes gauge
            jvm_memory_used_bytes{area="heap",id="Eden Space"} 100.0
            jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.5E3
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7.0
            jvm_threads_live_threads 31.0
            jvm_threads_live_threads_max 99.0
            """);

    @Nested
    class The_sum_of_a_metric {

        @Test
        void is_that_of_all_series_with_the_labels() {
            assertThat(VALUES.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(2_600);
            assertThat(VALUES.sum("jvm_memory_used_bytes")).isEqualTo(2_607);
        }

        @Test
        void does_not_count_metrics_whose_names_begin_with_its_name() {
            assertThat(VALUES.sum("jvm_threads_live_threads")).isEqualTo(31);
        }

        @Test
        void is_zero_for_an_unknown_metric() {
            assertThat(VALUES.sum("hikaricp_connections")).isZero();
        }
    }
}
