package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TransformLargeValuesTest {
    private static final RedisTransform ONE_HOUR = Transforms.inPlace("'ttl':'1h'");
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private void seed(int keys, int bytes) {
        String value = "{ \"x\":\"%s\"}".formatted("y".repeat(bytes));
        IntStream.range(0, keys).forEach(key -> redis.call("SET", "a:" + key, value));
        IntStream.range(0, keys).forEach(key -> redis.call("SET", "a:small:" + key, "{}"));
        redis.call("PEXPIREAT", "a:0", Long.toString(UserStates.EXPIRES_AT));
    }

    private List<String> preImages() {
        return redis.journalKeys().stream()
                .filter(key -> key.contains(":pre-image:"))
                .toList();
    }

    @Nested
    class Values_larger_than_a_batch {
        @Test
        void are_all_edited_and_restored() {
            seed(7, 1_500_000);
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                assertThat(step.apply().changed()).isEqualTo(14);
                assertThat(redis.text("a:6")).startsWith("{\"x\":\"y").endsWith("y\",\"v\":2}");
                assertThat(step.compensate().restored()).isEqualTo(14);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class Small_values_that_become_large {
        @Test
        void are_written_in_portions() throws InterruptedException {
            IntStream.range(0, 60).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            String digestBefore = redis.digest();
            RedisTransform operation =
                    Transforms.of("{'type':'redis.transform','match':'a:*','json':{'set':{'/v':'%s'}}}"
                            .formatted("y".repeat(900_000)));
            try (StepRun step = StepRun.on(redis, operation, Map.of());
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 3, () -> step.run(Stage.APPLY))) {
                assertThat(IntStream.range(0, 60).filter(key -> redis.number("STRLEN", "a:" + key) > 2))
                        .hasSizeBetween(18, 36);
                held.release();
                assertThat(redis.text("a:59")).startsWith("{\"v\":\"yyy");
                assertThat(step.compensate().restored()).isEqualTo(60);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_large_value_edited_in_place {
        @Test
        void has_its_pre_image_in_its_own_key_and_a_short_row() {
            seed(3, 100_000);
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, ONE_HOUR)) {
                step.apply();
                String rows = redis.journalKeys().stream()
                        .filter(key -> key.endsWith(":units"))
                        .findFirst()
                        .orElseThrow();
                assertThat(redis.number("HSTRLEN", rows, "a:1")).isLessThan(200);
                assertThat(preImages()).hasSize(3);
                assertThat(step.compensate().restored()).isEqualTo(6);
                assertThat(preImages()).isEmpty();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void keeps_its_pre_image_in_the_journal_after_a_conflict() {
            seed(3, 100_000);
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                redis.call("SET", "a:1", "from the application");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(preImages()).singleElement().asString().endsWith(":pre-image:a:1");
                step.run(Stage.PURGE);
                assertThat(preImages()).isEmpty();
            }
        }

        @Test
        void without_its_pre_image_fails_the_compensation() {
            seed(1, 100_000);
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                preImages().forEach(key -> redis.call("UNLINK", key));
                assertThat(step.runToFailure(Stage.COMPENSATE).code()).isEqualTo("pre-image-missing");
            }
        }
    }
}
