package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.WritingApplication;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application writes during apply or compensation. */
class TransformConcurrentWritesTest {
    private static final int KEYS = 400;
    private static final String SEEDED = "{\"n\":0}";
    private final TestRedis redis = TestRedis.fresh();

    @BeforeEach
    void seed() {
        IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, SEEDED));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void assertSourcesAreAsWritten(Map<String, String> written) {
        for (int key = 0; key < KEYS; key++) {
            assertThat(redis.text("a:" + key)).isEqualTo(written.getOrDefault("a:" + key, SEEDED));
        }
    }

    @Nested
    class During_apply {
        @Test
        void every_destination_is_made_from_a_value_of_its_source() throws InterruptedException {
            try (WritingApplication application = new WritingApplication(redis, "a:", KEYS);
                    StepRun step = StepRun.on(redis, Transforms.move())) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                Map<String, String> written = application.stop();
                for (int key = 0; key < KEYS; key++) {
                    assertThat(redis.text("b:" + key)).matches("\\{\"n\":\\d+,\"v\":2}");
                }
                assertSourcesAreAsWritten(written);
                assertThat(step.compensate().conflicts()).isZero();
                assertSourcesAreAsWritten(written);
            }
        }

        @Test
        void in_place_every_key_keeps_the_last_value_of_the_application() throws InterruptedException {
            try (WritingApplication application = new WritingApplication(redis, "a:", KEYS);
                    StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                Map<String, String> written = application.stop();
                CompensationResult result = step.compensate();
                assertThat(result.restored() + result.conflicts()).isEqualTo(KEYS);
                assertSourcesAreAsWritten(written);
            }
        }
    }

    @Nested
    class During_compensation {
        @Test
        void no_write_is_lost_and_every_remaining_key_was_written_by_the_application() throws InterruptedException {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                CompensationResult result;
                Map<String, String> written;
                try (WritingApplication application = new WritingApplication(redis, "b:", KEYS)) {
                    application.awaitFirstWrites();
                    result = step.compensate();
                    written = application.stop();
                }
                assertThat(result.restored() + result.conflicts()).isEqualTo(KEYS);
                written.forEach((key, value) -> assertThat(redis.text(key)).isEqualTo(value));
                Set<String> remaining = new TreeSet<>();
                IntStream.range(0, KEYS)
                        .mapToObj(key -> "b:" + key)
                        .filter(redis::exists)
                        .forEach(remaining::add);
                assertThat(remaining).isEqualTo(written.keySet());
                assertThat(result.conflicts()).isBetween(1L, (long) written.size());
            }
        }
    }
}
