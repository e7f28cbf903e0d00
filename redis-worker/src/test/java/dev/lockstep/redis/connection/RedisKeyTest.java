package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisKeyTest {
    private static final RedisKey BINARY = RedisKey.of(new byte[] {'a', ':', 0, (byte) 0xff, '\\'});

    @Nested
    class A_name {
        @Test
        void is_the_same_when_its_bytes_are() {
            assertThat(RedisKey.of("a"))
                    .isEqualTo(RedisKey.of(new byte[] {'a'}))
                    .hasSameHashCodeAs(RedisKey.of(new byte[] {'a'}))
                    .isNotEqualTo(RedisKey.of("b"));
        }

        @Test
        void changes_its_prefix_whatever_follows() {
            RedisKey moved = BINARY.withPrefix(RedisKey.of("a:"), RedisKey.of("שם:"));
            assertThat(moved.withPrefix(RedisKey.of("שם:"), RedisKey.of("a:"))).isEqualTo(BINARY);
            assertThat(moved.startsWith(RedisKey.of("שם:"))).isTrue();
            assertThat(RedisKey.of("a").startsWith(RedisKey.of("a:"))).isFalse();
        }

        @Test
        void cannot_be_changed_through_its_bytes() {
            BINARY.bytes()[0] = 'z';
            assertThat(BINARY.bytes()[0]).isEqualTo((byte) 'a');
        }
    }

    @Nested
    class For_people {
        @Test
        void text_is_text_and_the_rest_is_escaped() {
            assertThat(RedisKey.of("user:דנה {1}")).hasToString("user:דנה {1}");
            assertThat(BINARY).hasToString("a:\\x00\\xff\\x5c");
            assertThat(RedisKey.of("two\nlines")).hasToString("two\\x0alines");
        }

        @Test
        void a_name_of_any_length_fits_into_a_report() {
            assertThat(RedisKey.of("k".repeat(1000))).hasToString("k".repeat(1000));
            assertThat(RedisKey.of("k".repeat(1001))).hasToString("k".repeat(1000) + " … (1001 bytes)");
            assertThat(RedisKey.of("k" + "ש".repeat(600))).hasToString("k" + "ש".repeat(499) + " … (1201 bytes)");
        }
    }
}
