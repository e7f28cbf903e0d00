package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.OperationFailed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ContendedKeysTest {
    private static final RedisKey FIRST = RedisKey.of("a:1");
    private static final RedisKey SECOND = RedisKey.of("a:2");
    private final ContendedKeys contended = new ContendedKeys(Masking.NONE);

    @Nested
    class A_key {
        @Test
        void that_is_found_changed_twice_waits_once() {
            contended.add(FIRST);
            contended.add(SECOND);
            contended.add(RedisKey.of("a:1"));
            assertThat(contended.next(10)).containsExactly(FIRST, SECOND);
            assertThat(contended.next(10)).isEmpty();
        }

        @Test
        void waits_again_after_it_was_read() {
            contended.add(FIRST);
            assertThat(contended.next(1)).containsExactly(FIRST);
            contended.add(FIRST);
            assertThat(contended.next(1)).containsExactly(FIRST);
        }

        @Test
        void fails_the_step_after_100_attempts() {
            for (int attempt = 1; attempt < 100; attempt++) {
                contended.add(FIRST);
                contended.add(FIRST);
                contended.next(1);
            }
            assertThatThrownBy(() -> contended.add(FIRST))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("100 times");
        }
    }
}
