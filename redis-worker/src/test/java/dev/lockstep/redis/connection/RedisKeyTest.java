package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisKeyTest {
    private static final RedisKey BINARY = RedisKey.of(new byte[] {'a', ':', 0, (byte) 0xff, '\\'});

    @Nested
    class A_name {
        @Test
        void is_equal_to_a_name_with_the_same_bytes() {
            assertThat(RedisKey.of("a"))
                    .isEqualTo(RedisKey.of(new byte[] {'a'}))
                    .hasSameHashCodeAs(RedisKey.of(new byte[] {'a'}))
                    .isNotEqualTo(RedisKey.of("b"));
        }

        @Test
        void keeps_the_bytes_after_a_replaced_prefix() {
            RedisKey moved = BINARY.withPrefix(RedisKey.of("a:"), RedisKey.of("שם:"));
            assertThat(moved.withPrefix(RedisKey.of("שם:"), RedisKey.of("a:"))).isEqualTo(BINARY);
            assertThat(moved.startsWith(RedisKey.of("שם:"))).isTrue();
            assertThat(RedisKey.of("a").startsWith(RedisKey.of("a:"))).isFalse();
        }

        @Test
        void is_immutable() {
            BINARY.bytes()[0] = 'z';
            assertThat(BINARY.bytes()[0]).isEqualTo((byte) 'a');
        }
    }

    @Nested
    class A_printed_name {
        @Test
        void is_text_or_escaped_bytes() {
            assertThat(RedisKey.of("user:דנה {1}")).hasToString("user:דנה {1}");
            assertThat(BINARY).hasToString("a:\\x00\\xff\\x5c");
            assertThat(RedisKey.of("two\nlines")).hasToString("two\\x0alines");
        }

        @Test
        void has_at_most_1000_bytes_of_the_name() {
            assertThat(RedisKey.of("k".repeat(1000))).hasToString("k".repeat(1000));
            assertThat(RedisKey.of("k".repeat(1001))).hasToString("k".repeat(1000) + " … (1001 bytes)");
            assertThat(RedisKey.of("k" + "ש".repeat(600))).hasToString("k" + "ש".repeat(499) + " … (1201 bytes)");
        }
    }

    @Nested
    class A_parsed_name {
        @Test
        void is_the_text_or_the_bytes_of_its_escapes() {
            assertThat(RedisKey.parseAll("user:דנה")).containsExactly(RedisKey.of("user:דנה"));
            assertThat(RedisKey.parseAll(BINARY.toString())).hasSize(2).contains(BINARY);
            assertThat(RedisKey.parseAll("a\\x41")).containsExactly(RedisKey.of("a\\x41"), RedisKey.of("aA"));
            assertThat(RedisKey.parseAll("a\\xzz")).containsExactly(RedisKey.of("a\\xzz"));
        }

        @Test
        void can_be_shortened() {
            assertThat(RedisKey.isShortened(RedisKey.of("k".repeat(1001)).toString()))
                    .isTrue();
            assertThat(RedisKey.isShortened("k")).isFalse();
        }
    }
}
