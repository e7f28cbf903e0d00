package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on which not a byte is left, and which evicts nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullServerTest {
    private static final int KEYS = 20;
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));
    private String before = "";

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
        redis.call("PEXPIREAT", "a:7", Long.toString(UserStates.EXPIRES));
        redis.call("RPUSH", "b:3", "old");
        before = redis.digest();
    }

    private void fill() {
        redis.call("CONFIG", "SET", "maxmemory", "1");
    }

    @Nested
    class Undoing {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'json':{'set':{'/v':2}}",
                    "'json':{'set':{'/v':2}},'ttl':'1h'",
                    "'ttl':'1h'",
                    "'ttl':'none'"
                })
        void goes_on_all_the_same(String members) {
            RedisTransform operation = Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members));
            try (StepRun step = StepRun.on(redis, operation)) {
                step.apply();
                step.finish();
                fill();
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void keeps_what_an_application_wrote_and_says_so() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                redis.call("SET", "a:1", "mine");
                fill();
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:1")).isEqualTo("mine");
            }
        }
    }

    @Nested
    class Applying {
        @Test
        void fails_in_the_servers_words_and_can_be_undone() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"))) {
                step.preflight();
                fill();
                assertThat(step.failureOf(Stage.APPLY))
                        .isInstanceOf(StepFailure.Transient.class)
                        .extracting(StepFailure::code)
                        .isEqualTo("OOM");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }
}
