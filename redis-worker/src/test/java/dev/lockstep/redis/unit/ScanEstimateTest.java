package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScanEstimateTest {
    /** The cursor of a table of 2^bits buckets after this number of them. */
    private static long cursorAfter(long buckets, int bits) {
        return Long.reverse(buckets) >>> (Long.SIZE - bits);
    }

    @Nested
    class The_scanned_part {
        @Test
        void is_read_from_the_cursor_whatever_the_size_of_the_table() {
            for (int bits : new int[] {4, 10, 20, 30}) {
                long buckets = 1L << bits;
                for (int quarter = 1; quarter < 4; quarter++) {
                    long cursor = cursorAfter(buckets / 4 * quarter, bits);
                    assertThat(ScanEstimate.NONE.afterPage(1, cursor).scanned()).isCloseTo(quarter / 4.0, within(1e-9));
                }
            }
        }

        @Test
        void is_the_whole_table_at_the_end() {
            assertThat(ScanEstimate.NONE.afterPage(7, 0)).isEqualTo(new ScanEstimate(7, 1));
        }
    }

    @Nested
    class The_total {
        @Test
        void is_unknown_while_little_is_scanned() {
            assertThat(ScanEstimate.NONE.total()).isNull();
            assertThat(ScanEstimate.NONE.afterPage(10, cursorAfter(1, 10)).total())
                    .isNull();
        }

        @Test
        void is_in_proportion_to_the_scanned_part() {
            ScanEstimate half =
                    ScanEstimate.NONE.afterPage(300, cursorAfter(256, 10)).afterPage(200, cursorAfter(512, 10));
            assertThat(half.total()).isEqualTo(1000);
        }

        @Test
        void is_the_number_of_keys_at_the_end() {
            assertThat(ScanEstimate.NONE
                            .afterPage(300, cursorAfter(512, 10))
                            .afterPage(250, 0)
                            .total())
                    .isEqualTo(550);
            assertThat(ScanEstimate.NONE.afterPage(0, 0).total()).isZero();
        }
    }
}
