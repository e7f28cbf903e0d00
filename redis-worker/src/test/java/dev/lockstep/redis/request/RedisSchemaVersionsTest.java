package dev.lockstep.redis.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.Group;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionCount;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisSchemaVersionsTest {
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private SchemaVersionsResult count(@Nullable Long sample) {
        try (ConnectedTarget target = redis.connect()) {
            return new RequestedTarget(target).count(sample, 1).result();
        }
    }

    private static Group group(SchemaVersionsResult result, String name, VersionSource source) {
        return result.groups().stream()
                .filter(group -> group.name().equals(name) && group.source() == source)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class A_count {
        @Test
        void has_the_keys_and_the_values_of_each_prefix() {
            redis.call("SET", "user_state:1", "{\"schemaVersion\": 1}");
            redis.call("SET", "user_state:2", "{\"a\": 1}");
            redis.call("SET", "user_state_v2:1", "{\"schemaVersion\": 2}");
            redis.call("SET", "user_state_v2:2", "not json");
            redis.call("HSET", "user_state_v2:3", "f", "v");
            redis.call("SET", "single", "1");
            SchemaVersionsResult result = count(null);
            assertThat(result.complete()).isTrue();
            assertThat(group(result, "user_state:", VersionSource.KEY).versions())
                    .containsExactly(new VersionCount("v2", 3), new VersionCount(null, 2));
            assertThat(group(result, "user_state:", VersionSource.VALUE).versions())
                    .containsExactlyInAnyOrder(
                            new VersionCount("1", 1), new VersionCount("2", 1), new VersionCount(null, 1));
            assertThat(group(result, "(no prefix)", VersionSource.KEY).units()).isEqualTo(1);
        }

        @Test
        void leaves_out_the_journal() {
            assertThat(count(null).groups()).isEmpty();
        }

        @Test
        void of_many_keys_reads_a_sample_of_their_values() {
            for (int index = 0; index < 450; index++) {
                redis.call("SET", "session:" + index, "{\"schemaVersion\": 3}");
            }
            SchemaVersionsResult result = count(null);
            assertThat(result.complete()).isTrue();
            assertThat(group(result, "session:", VersionSource.KEY).units()).isEqualTo(450);
            Group values = group(result, "session:", VersionSource.VALUE);
            assertThat(values.units()).isEqualTo(100);
            assertThat(values.whole()).isFalse();
        }

        @Test
        void reads_all_values_of_a_batch_that_is_larger_than_one_reply() {
            String value = "{\"schemaVersion\": 1, \"a\": \"%s\"}".formatted("x".repeat(60_000));
            for (int index = 0; index < 90; index++) {
                redis.call("SET", "session:" + index, value);
            }
            SchemaVersionsResult result = count(null);
            Group values = group(result, "session:", VersionSource.VALUE);
            assertThat(values.versions()).containsExactly(new VersionCount("1", 90));
            assertThat(values.whole()).isTrue();
        }

        @Test
        void reads_the_values_of_a_limited_number_of_prefixes_and_says_so() {
            for (int index = 0; index < 250; index++) {
                redis.call("SET", "session_v%d:1".formatted(index), "{\"schemaVersion\": 3}");
            }
            SchemaVersionsResult result = count(null);
            assertThat(group(result, "session:", VersionSource.KEY).units()).isEqualTo(250);
            Group values = group(result, "session:", VersionSource.VALUE);
            assertThat(values.versions()).containsExactly(new VersionCount("3", 200));
            assertThat(values.whole()).isFalse();
            assertThat(result.notes())
                    .containsExactly(
                            "more than 50 versions in session:; the less frequent ones count only in the units of the group",
                            "there are more than 200 prefixes with their versions; no values of the others are read");
        }

        @Test
        void of_a_sample_says_so() {
            for (int index = 0; index < 50; index++) {
                redis.call("SET", "session:" + index, "1");
            }
            SchemaVersionsResult result = count(20L);
            assertThat(result.complete()).isFalse();
            assertThat(group(result, "session:", VersionSource.KEY).units()).isEqualTo(20);
            assertThat(result.notes()).singleElement().asString().contains("first 20 keys");
        }

        @Test
        void does_not_show_masked_keys() {
            redis.call("SET", "secret:1:token", "{\"schemaVersion\": 1}");
            try (ConnectedTarget target = redis.connect(Map.of("mask-keys", "secret:*"))) {
                SchemaVersionsResult result =
                        new RequestedTarget(target).countAll().result();
                assertThat(result.groups()).singleElement().satisfies(group -> {
                    assertThat(group.name()).isEqualTo("secret:***");
                    assertThat(group.source()).isEqualTo(VersionSource.KEY);
                });
            }
        }
    }

    @Nested
    class The_prefix_of_a_key {
        @ParameterizedTest
        @CsvSource({
            "user_state:7, 1, user_state:,",
            "user_state_v2:7, 1, user_state:, v2",
            "user_state-v12:7:x, 1, user_state:, v12",
            "solv2:7, 1, solv2:,",
            "app:user:7, 1, app:,",
            "app:user:7, 2, app:user:,",
            "app:user_v3:7, 2, app:user:, v3",
            "app:v3:7, 2, app:, v3",
            "v3:7, 1, v3:,",
            "app:7, 5, app:,",
            "single, 1, (no prefix),",
            "app:, 1, app:,"
        })
        void ends_before_its_version_and_id(String key, int segments, String name, @Nullable String version) {
            assertThat(VersionedPrefix.of(key, segments)).isEqualTo(new VersionedPrefix(name, version));
        }
    }
}
