package dev.lockstep.redis.rehearsal;

import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.BEFORE_COMPARISON;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.expiryRehearsal;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.failureOf;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisContentDigestsTest {
    private final RehearsalUnderTest rehearsal = new RehearsalUnderTest();
    private final TestRedis redis = rehearsal.redis();

    @AfterEach
    void close() {
        rehearsal.close();
    }

    @Nested
    class The_comparison {
        private Report rehearseAnd(String... change) {
            Expiries.seedEveryType(redis);
            return rehearsal.rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> copy.call(change));
        }

        @Test
        void finds_another_value() {
            assertThat(failureOf(rehearseAnd("SADD", "a:set", "z")).message())
                    .contains("1 parts differ: keys \"a:*\" of type set differs");
        }

        @Test
        void finds_another_expiry() {
            assertThat(failureOf(rehearseAnd("PERSIST", "a:list")).message())
                    .contains("1 parts differ: keys \"a:*\" of type list differs");
        }

        @Test
        void finds_another_key() {
            assertThat(failureOf(rehearseAnd("SET", "created", "1")).message())
                    .contains("1 parts differ: other keys of type string is new");
        }

        @Test
        void ignores_the_order_of_members_of_a_set() {
            redis.call("SADD", "a:set", "x", "y", "1");

            resultOf(rehearsal.rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> {
                copy.call("DEL", "a:set");
                copy.call("SADD", "a:set", "1", "y", "x");
            }));
        }
    }
}
