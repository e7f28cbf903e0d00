package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private static List<Reading> values(int count, int bytes) {
        return Collections.nCopies(count, new Reading.Text(new byte[bytes]));
    }

    @Nested
    class The_next_batch {
        @Test
        void begins_small_and_grows_to_what_is_wanted() {
            BatchSize size = new BatchSize(500);
            assertThat(size.next()).isEqualTo(64);
            size.seen(values(64, 200));
            assertThat(size.next()).isEqualTo(128);
            size.seen(values(128, 200));
            size.seen(values(256, 200));
            assertThat(size.next()).isEqualTo(500);
        }

        @Test
        void is_no_larger_than_wanted_from_the_start() {
            assertThat(new BatchSize(5).next()).isEqualTo(5);
        }

        @Test
        void shrinks_when_values_are_large_and_never_to_nothing() {
            BatchSize size = new BatchSize(500);
            size.seen(values(64, 100_000));
            assertThat(size.next()).isEqualTo(39);
            size.seen(values(39, 50_000_000 / 39));
            size.seen(values(1, 50_000_000));
            assertThat(size.next()).isEqualTo(1);
        }

        @Test
        void grows_again_where_nothing_is_read() {
            BatchSize size = new BatchSize(500);
            size.seen(List.of());
            size.seen(Collections.nCopies(128, new Reading.Unread()));
            size.seen(Collections.nCopies(256, new Reading.Absent()));
            assertThat(size.next()).isEqualTo(500);
        }
    }
}
