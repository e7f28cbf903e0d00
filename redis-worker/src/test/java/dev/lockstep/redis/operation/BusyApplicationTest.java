package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application that writes all the while, and a model of what it wrote. */
class BusyApplicationTest {
    private static final int KEYS = 400;
    private static final long SEED = 20261122L;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class While_the_step_is_applied {
        @Test
        void every_destination_is_made_of_a_value_that_was_once_there() throws InterruptedException {
            IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{\"n\":0}"));
            try (Application application = new Application("a:");
                    StepRun step = StepRun.on(redis, Transforms.move())) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                application.stop();
                for (int key = 0; key < KEYS; key++) {
                    assertThat(redis.text("b:" + key)).matches("\\{\"n\":\\d+,\"v\":2}");
                    assertThat(redis.text("a:" + key))
                            .isEqualTo(application.written.getOrDefault("a:" + key, "{\"n\":0}"));
                }
                assertThat(step.compensate().conflicts()).isZero();
                application.written.forEach(
                        (key, value) -> assertThat(redis.text(key)).isEqualTo(value));
            }
        }

        @Test
        void in_place_the_last_writer_wins_and_the_pre_image_is_what_was_there_then() throws InterruptedException {
            IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{\"n\":0}"));
            try (Application application = new Application("a:");
                    StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                application.stop();
                CompensationResult result = step.compensate();
                assertThat(result.restored() + result.conflicts()).isEqualTo(KEYS);
                for (int key = 0; key < KEYS; key++) {
                    assertThat(redis.text("a:" + key))
                            .isEqualTo(application.written.getOrDefault("a:" + key, "{\"n\":0}"));
                }
            }
        }
    }

    @Nested
    class While_the_step_is_undone {
        @Test
        void nothing_of_its_writes_is_lost_and_each_is_reported() throws InterruptedException {
            IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{\"n\":0}"));
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                CompensationResult result;
                Map<String, String> written;
                try (Application application = new Application("b:")) {
                    application.awaitFirstWrites();
                    result = step.compensate();
                    application.stop();
                    written = application.written;
                }
                assertThat(result.restored() + result.conflicts()).isEqualTo(KEYS);
                written.forEach((key, value) -> assertThat(redis.text(key)).isEqualTo(value));
                Set<String> left = new TreeSet<>();
                IntStream.range(0, KEYS)
                        .mapToObj(key -> "b:" + key)
                        .filter(redis::exists)
                        .forEach(left::add);
                assertThat(left).isEqualTo(written.keySet());
                assertThat(result.conflicts()).isBetween(1L, (long) written.size());
            }
        }
    }

    /** Writes values of its own to random keys, one after the other, and remembers the last of each. */
    private final class Application implements AutoCloseable {
        private final Map<String, String> written = new TreeMap<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CountDownLatch begun = new CountDownLatch(20);
        private final Thread thread;

        Application(String prefix) {
            thread = Thread.ofPlatform().start(() -> write(prefix));
        }

        private void write(String prefix) {
            Random random = new Random(SEED);
            try (TestRedis own = new TestRedis(redis.uri())) {
                for (int n = 1; !stopped.get(); n++) {
                    String key = prefix + random.nextInt(KEYS);
                    String value = "{\"n\":%d}".formatted(n);
                    own.call("SET", key, value);
                    written.put(key, value);
                    begun.countDown();
                }
            }
        }

        void awaitFirstWrites() throws InterruptedException {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }
}
