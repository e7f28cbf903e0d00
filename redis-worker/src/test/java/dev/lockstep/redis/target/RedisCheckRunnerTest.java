package dev.lockstep.redis.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.plan.Verification.Count;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.ConnectedTarget;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class RedisCheckRunnerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static Verification checkOf(Count count) {
        return new Verification(null, count, null, 0L, null);
    }

    @Nested
    class Counting {
        @Test
        void counts_the_keys_that_match_without_those_of_lockstep() {
            try (TestRedis redis = TestRedis.fresh();
                    ConnectedTarget target = redis.connect()) {
                IntStream.rangeClosed(1, 2500).forEach(key -> redis.call("SET", "a:" + key, "x"));
                redis.call("SET", "b:1", "x");
                redis.call("SET", "lockstep:a:1", "x");
                assertThat(target.checks().run(checkOf(new Count.Keys("a:*")), LIMIT))
                        .isEqualTo("2500");
                assertThat(target.checks().run(checkOf(new Count.Keys("?:1")), LIMIT))
                        .isEqualTo("2");
                assertThat(target.checks().run(checkOf(new Count.Keys("*")), LIMIT))
                        .isEqualTo("2501");
                assertThat(target.checks().run(checkOf(new Count.Keys("none*")), LIMIT))
                        .isEqualTo("0");
            }
        }

        @Test
        void throws_after_its_time_limit() {
            try (TestRedis redis = TestRedis.fresh();
                    ConnectedTarget target = redis.connect()) {
                redis.call("SET", "a:1", "x");
                assertThatThrownBy(() -> target.checks().run(checkOf(new Count.Keys("*")), Duration.ZERO))
                        .isInstanceOf(RedisCommandTimeoutException.class)
                        .hasMessageContaining("longer than 0 ms");
            }
        }

        @Test
        void refuses_documents_and_sql() {
            try (TestRedis redis = TestRedis.fresh();
                    ConnectedTarget target = redis.connect()) {
                Count documents = new Count.Documents("c", JsonNodeFactory.instance.objectNode());
                assertThatThrownBy(() -> target.checks().run(checkOf(documents), LIMIT))
                        .hasMessage("the check counts documents of collection c, but a Redis target counts keys;"
                                + " expected count: {match: …}");
                assertThatThrownBy(() -> target.checks().run(new Verification("SELECT 1", null, null, 1L, null), LIMIT))
                        .hasMessage("the check is SQL, but a Redis target counts keys; expected count: {match: …}");
            }
        }
    }

    @Nested
    class Distinct_keys {
        @Test
        void are_counted_once_even_if_added_repeatedly() {
            DistinctKeys keys = new DistinctKeys();
            for (int round = 0; round < 3; round++) {
                IntStream.range(0, 5000).forEach(key -> keys.add(RedisKey.of("key " + key)));
            }
            assertThat(keys.count()).isEqualTo(5000);
        }
    }
}
