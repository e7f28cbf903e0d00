package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.redis.connection.RedisKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlannedChangesTest {
    private static final byte[] READ = {'{', '}'};

    /** Plans to write the same number of bytes to each key; every tenth key needs no change. */
    private record Enlarging(int bytes) implements KeyPlanner {
        @Override
        public String match() {
            return "a:*";
        }

        @Override
        public boolean readsValues() {
            return true;
        }

        @Override
        public int copiesPerKey() {
            return 1;
        }

        @Override
        public Optional<KeyChange> plan(RedisKey key, KeyValue value) {
            KeyContent content = new KeyContent.Replaced(READ, new byte[bytes]);
            return key.toString().endsWith("0")
                    ? Optional.empty()
                    : Optional.of(new KeyChange.WriteInPlace(key, content, new ExpiryPolicy.Preserve()));
        }
    }

    private static List<List<String>> portions(int keys, int bytes) {
        List<RedisKey> names = IntStream.range(0, keys)
                .mapToObj(key -> RedisKey.of("a:" + key))
                .toList();
        PlannedChanges planned = new PlannedChanges(
                new Enlarging(bytes), new SweepReads.Values(names, Collections.nCopies(keys, new KeyValue.Text(READ))));
        List<List<String>> portions = new ArrayList<>();
        while (planned.hasNext()) {
            List<KeyChange> portion = planned.nextPortion();
            assertThat(portion.stream().mapToLong(ChangeBatches::bytesOf).sum())
                    .isLessThan(PlannedChanges.MAX_BYTES + bytes + 100);
            portions.add(portion.stream().map(change -> change.key().toString()).toList());
        }
        return portions;
    }

    @Nested
    class Changes_that_write_much_more_than_was_read {
        @Test
        void are_planned_in_portions_of_16_mb() {
            List<List<String>> portions = portions(100, 1_000_000);
            assertThat(portions).hasSize(6);
            assertThat(portions.stream().flatMap(List::stream))
                    .hasSize(90)
                    .doesNotHaveDuplicates()
                    .startsWith("a:1", "a:2")
                    .endsWith("a:98", "a:99");
        }

        @Test
        void are_planned_one_by_one_if_each_is_larger_than_a_portion() {
            assertThat(portions(4, 20_000_000)).containsExactly(List.of("a:1"), List.of("a:2"), List.of("a:3"));
        }
    }

    @Nested
    class Small_changes {
        @Test
        void are_planned_together() {
            List<List<String>> portions = portions(500, 1_000);
            assertThat(portions).hasSize(1);
            assertThat(portions.getFirst()).hasSize(450);
        }
    }
}
