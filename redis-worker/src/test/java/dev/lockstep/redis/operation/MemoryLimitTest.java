package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps on a server that is above its memory limit and evicts no keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryLimitTest {
    private static final int KEYS = 20;
    private static final Map<String, String> WITHOUT_LIMIT = Map.of("throttle-memory", "off");
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));
    private String digestBefore = "";

    @AfterAll
    void stop() {
        redis.close();
        server.stop();
    }

    @BeforeEach
    void seed() {
        redis.call("CONFIG", "SET", "maxmemory", "0");
        redis.call("FLUSHALL");
        String large = "{\"x\":\"%s\"}".formatted("y".repeat(10_000));
        IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, key % 2 == 0 ? "{ }" : large));
        redis.call("PEXPIREAT", "a:7", Long.toString(UserStates.EXPIRES_AT));
        redis.call("RPUSH", "b:3", "old");
        digestBefore = redis.digest();
    }

    private void exceedMemoryLimit() {
        redis.call("CONFIG", "SET", "maxmemory", "1");
    }

    @Nested
    class A_compensation {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'json':{'set':{'/v':2}}",
                    "'json':{'set':{'/v':2}},'ttl':'1h'",
                    "'ttl':'1h'",
                    "'ttl':'none'"
                })
        void of_a_transform_succeeds(String members) {
            RedisTransform operation = Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members));
            try (StepRun step = StepRun.on(redis, operation)) {
                step.apply();
                step.finish();
                exceedMemoryLimit();
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"'set':'1h'", "'cap':'1h'", "'extend':'1h'", "'remove':true"})
        void of_changed_expiries_succeeds(String change) {
            try (StepRun step = StepRun.on(redis, Expiries.of(change))) {
                step.apply();
                exceedMemoryLimit();
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void records_conflicts() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                redis.call("SET", "a:1", "from the application");
                exceedMemoryLimit();
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:1")).isEqualTo("from the application");
            }
        }
    }

    @Nested
    class An_apply {
        @Test
        void of_changed_expiries_fails_and_changes_no_expiry() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'set':'1h'"), WITHOUT_LIMIT)) {
                step.preflight();
                exceedMemoryLimit();
                assertThat(step.runToFailure(Stage.APPLY).code()).isEqualTo("OOM");
                assertThat(redis.digest()).isEqualTo(digestBefore);
                assertThat(step.compensate().restored()).isZero();
            }
        }

        @Test
        void fails_with_the_code_of_the_server_and_can_be_compensated() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"), WITHOUT_LIMIT)) {
                step.preflight();
                exceedMemoryLimit();
                assertThat(step.runToFailure(Stage.APPLY))
                        .isInstanceOf(StepFailure.Transient.class)
                        .extracting(StepFailure::code)
                        .isEqualTo("OOM");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }
}
