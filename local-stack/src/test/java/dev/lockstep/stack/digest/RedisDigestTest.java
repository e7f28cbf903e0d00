package dev.lockstep.stack.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.SharedRedis;
import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisDigestTest {

    private final URI uri = URI.create(SharedRedis.fresh());
    private final RedisConnection redis = RedisConnection.open(uri);

    @BeforeEach
    void fill() {
        redis.call("SET", "text", "value", "EX", "1000");
        redis.call("HSET", "hash", "f", "1", "g", "2");
        redis.call("RPUSH", "list", "a", "b");
        redis.call("SADD", "set", "a", "b");
        redis.call("ZADD", "zset", "1", "a", "2", "b");
        redis.call("XADD", "stream", "1-1", "f", "v");
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_reading {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SET text other KEEPTTL | key text: content changed",
                    "DEL hash | key hash: is gone",
                    "HSET hash f 3 | key hash: content changed",
                    "LSET list 0 c | key list: content changed",
                    "SADD set c | key set: content changed",
                    "ZADD zset 9 a | key zset: content changed",
                    "XADD stream 2-1 f w | key stream: content changed",
                    "SET new x | key new: appeared",
                })
        void notices(String change, String difference) {
            StoreDigest before = RedisDigest.of(uri);

            redis.call(change.split(" "));

            assertThat(before.comparedTo(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .containsExactly(difference);
        }

        @Test
        void notices_an_expiry_that_is_ten_milliseconds_later() {
            Instant expiry = Objects.requireNonNull(RedisDigest.of(uri).units().get("key text"))
                    .expiry()
                    .orElseThrow();
            StoreDigest before = RedisDigest.of(uri);

            redis.call("PEXPIREAT", "text", Long.toString(expiry.toEpochMilli() + 10));

            assertThat(before.comparedTo(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .singleElement()
                    .asString()
                    .startsWith("key text: expiry ");
        }

        @Test
        void notices_an_expiry_that_was_lost() {
            StoreDigest before = RedisDigest.of(uri);

            redis.call("PERSIST", "text");

            assertThat(before.comparedTo(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .singleElement()
                    .asString()
                    .endsWith(", then none");
        }

        @Test
        void leaves_out_a_key_that_expired_in_between_and_says_how_many() {
            redis.call("SET", "short", "x", "PX", "50");
            StoreDigest before = RedisDigest.of(uri);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> redis.call("EXISTS", "short").equals(new RedisReply.Whole(0)));

            DigestComparison comparison = before.comparedTo(RedisDigest.of(uri));

            assertThat(comparison.differences()).isEmpty();
            assertThat(comparison.expired()).isOne();
            assertThat(comparison.before()).isEqualTo(comparison.after());
        }

        @Test
        void leaves_out_the_journals_of_lockstep() {
            StoreDigest before = RedisDigest.of(uri);

            redis.call("SET", "lockstep:fence", "1");

            assertThat(before.comparedTo(RedisDigest.of(uri)).isEqual()).isTrue();
        }
    }
}
