package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.fixture.TestRedis;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class RedisValueReaderTest {
    private static final int MAX_VALUE_BYTES = 20_000_000;
    private final TestRedis redis = TestRedis.fresh();
    private final RedisClients clients = new RedisClients(new DefaultSslBundleRegistry());
    private final RedisClient client = clients.get();
    private final RedisSession session =
            new RedisConnections(client, redis.settings(5), Duration.ofSeconds(5), 0).open();
    private final RedisValueReader reader = new RedisValueReader(session, MAX_VALUE_BYTES);

    @AfterEach
    void close() {
        session.close();
        clients.close();
        redis.close();
    }

    private List<String> read(String... keys) {
        List<RedisKey> batch = Arrays.stream(keys).map(RedisKey::of).toList();
        return reader.valuesOf(reader.request(batch)).stream()
                .map(RedisValueReaderTest::describe)
                .toList();
    }

    private static String describe(KeyValue keyValue) {
        return switch (keyValue) {
            case KeyValue.Text(byte[] value) when value.length > 100 -> value.length + " bytes";
            case KeyValue.Text(byte[] value) -> new String(value, StandardCharsets.UTF_8);
            case KeyValue.TooLarge(long bytes) -> "too large: %d bytes".formatted(bytes);
            case KeyValue.OtherType(String type) -> "a " + type;
            case KeyValue.Missing() -> "missing";
            case KeyValue.NotRead() -> "not read";
        };
    }

    @Nested
    class Each_key {
        @Test
        void is_read_with_its_value_or_its_type() {
            redis.call("SET", "text", "דנה");
            redis.call("SET", "empty", "");
            redis.call("RPUSH", "list", "x");
            redis.call("XADD", "stream", "1-1", "f", "v");
            assertThat(read("text", "gone", "list", "empty", "stream"))
                    .containsExactly("דנה", "missing", "a list", "", "a stream");
        }

        @Test
        void is_read_after_the_server_has_dropped_its_scripts() {
            redis.call("SET", "text", "x");
            read("text");
            redis.call("SCRIPT", "FLUSH");
            assertThat(read("text")).containsExactly("x");
        }
    }

    @Nested
    class Large_values {
        @Test
        void are_read_up_to_4_mb_in_total() {
            redis.call("SET", "3m", "x".repeat(3_000_000));
            redis.call("RPUSH", "list", "x");
            redis.call("SET", "1m", "x".repeat(1_000_000));
            redis.call("SET", "small", "x");
            assertThat(read("3m", "gone", "list", "1m", "small", "small"))
                    .containsExactly("3000000 bytes", "missing", "a list", "1000000 bytes");
        }

        @Test
        void are_read_one_at_a_time_if_each_is_larger_than_4_mb() {
            redis.call("SET", "9m", "x".repeat(9_000_000));
            assertThat(read("9m", "9m")).containsExactly("9000000 bytes");
        }

        @Test
        void above_the_limit_of_one_value_are_not_read() {
            redis.call("SET", "25m", "x".repeat(25_000_000));
            redis.call("SET", "small", "x");
            assertThat(read("25m", "small")).containsExactly("too large: 25000000 bytes", "x");
        }
    }
}
