package dev.lockstep.stack.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.TestStack;
import dev.lockstep.stack.Waits;
import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.SetParams;

class RedisDigestTest {
    private static final long LONGER_THAN_A_DIGEST_TAKES = 3_000;

    private final URI uri = TestStack.freshRedis();
    private final Jedis redis = JedisConnections.open(uri);

    @BeforeEach
    void fill() {
        redis.set("text", "value", new SetParams().ex(1_000));
        redis.hset("hash", Map.of("f", "1", "g", "2"));
        redis.rpush("list", "a", "b");
        redis.sadd("set", "a", "b");
        redis.zadd("zset", Map.of("a", 1.0, "b", 2.0));
        redis.xadd("stream", new StreamEntryID(1, 1), Map.of("f", "v"));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_comparison {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SET text other KEEPTTL | key text: content changed",
                    "DEL hash | key hash: removed",
                    "HSET hash f 3 | key hash: content changed",
                    "LSET list 0 c | key list: content changed",
                    "SADD set c | key set: content changed",
                    "ZADD zset 9 a | key zset: content changed",
                    "XADD stream 2-1 f w | key stream: content changed",
                    "SET new x | key new: added",
                })
        void finds_the_difference_after(String change, String difference) {
            StoreDigest before = RedisDigest.of(uri);

            String[] words = change.split(" ", -1);
            redis.sendCommand(Command.valueOf(words[0]), Arrays.copyOfRange(words, 1, words.length));

            assertThat(before.compareWith(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .containsExactly(difference);
        }

        @Test
        void finds_an_expiry_that_is_ten_milliseconds_later() {
            Instant expiry = Objects.requireNonNull(RedisDigest.of(uri).units().get("key text"))
                    .expiry()
                    .orElseThrow();
            StoreDigest before = RedisDigest.of(uri);

            redis.pexpireAt("text", expiry.toEpochMilli() + 10);

            assertThat(before.compareWith(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .singleElement()
                    .asString()
                    .startsWith("key text: expiry changed from ");
        }

        @Test
        void finds_a_removed_expiry() {
            StoreDigest before = RedisDigest.of(uri);

            redis.persist("text");

            assertThat(before.compareWith(RedisDigest.of(uri)).differences())
                    .map(UnitDifference::toString)
                    .singleElement()
                    .asString()
                    .endsWith(" to none");
        }

        @Test
        void ignores_expired_keys_and_counts_them() {
            redis.set("short", "x", new SetParams().px(LONGER_THAN_A_DIGEST_TAKES));
            StoreDigest before = RedisDigest.of(uri);
            await().atMost(Waits.LIMIT).until(() -> !redis.exists("short"));

            DigestComparison comparison = before.compareWith(RedisDigest.of(uri));

            assertThat(comparison.differences()).isEmpty();
            assertThat(comparison.expired()).isOne();
            assertThat(comparison.before()).isEqualTo(comparison.after());
        }

        @Test
        void ignores_journals_of_lockstep() {
            StoreDigest before = RedisDigest.of(uri);

            redis.set("lockstep:fence", "1");

            assertThat(before.compareWith(RedisDigest.of(uri)).isEqual()).isTrue();
        }
    }
}
