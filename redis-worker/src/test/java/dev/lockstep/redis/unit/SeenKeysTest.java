package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.connection.RedisKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SeenKeysTest {
    private static RedisKey key(int number) {
        return RedisKey.of("key:" + number);
    }

    @Nested
    class A_key {
        @Test
        void is_new_once() {
            SeenKeys seen = new SeenKeys();
            assertThat(IntStream.range(0, 100_000)).allMatch(number -> seen.add(key(number)));
            assertThat(IntStream.range(0, 100_000)).noneMatch(number -> seen.add(key(number)));
            assertThat(seen.isFull()).isFalse();
        }

        @Test
        void beyond_the_limit_is_always_new() {
            SeenKeys seen = new SeenKeys(2);
            assertThat(IntStream.of(1, 2, 3, 3)).allMatch(number -> seen.add(key(number)));
            assertThat(seen.add(key(2))).isFalse();
            assertThat(seen.isFull()).isTrue();
        }
    }
}
