package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisAddressTest {
    private static void expect(String url, String expected) {
        assertThat(RedisAddress.withDatabase(url, 7)).isEqualTo(expected);
    }

    @Nested
    class A_URL_with_another_database {
        @Test
        void keeps_everything_else() {
            expect("redis://h", "redis://h/7");
            expect("redis://h:1/3", "redis://h:1/7");
            expect("rediss://u:p%2F@h:1/3?timeout=2s", "rediss://u:p%2F@h:1/7?timeout=2s");
            expect("redis://h?database=3&timeout=2s", "redis://h/7?timeout=2s");
            expect("redis://h?database=3", "redis://h/7");
        }
    }
}
