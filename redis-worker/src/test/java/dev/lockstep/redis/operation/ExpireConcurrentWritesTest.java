package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.redis.fixture.WritingApplication;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application writes values and keeps the expiries during apply and compensation. */
class ExpireConcurrentWritesTest {
    private static final int KEYS = 400;
    private final TestRedis redis = TestRedis.fresh();

    @BeforeEach
    void seed() {
        Expiries.seedFixedExpiries(redis, KEYS);
        redis.call("RENAME", "a:" + KEYS, "a:0");
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void assertExpiries(long extension) {
        IntStream.range(0, KEYS).forEach(key -> assertThat(redis.expiry("a:" + key))
                .isEqualTo(UserStates.EXPIRES_AT + (key == 0 ? KEYS : key) + extension));
    }

    @Nested
    class A_write {
        @Test
        void is_kept_and_every_expiry_is_changed_once_and_restored() throws InterruptedException {
            try (WritingApplication application = new WritingApplication(redis, "a:", KEYS, "KEEPTTL");
                    StepRun step = StepRun.on(redis, Expiries.of("'extend':'1h'"))) {
                application.awaitFirstWrites();
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                assertExpiries(Duration.ofHours(1).toMillis());
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                Map<String, String> written = application.stop();
                written.forEach((key, value) -> assertThat(redis.text(key)).isEqualTo(value));
                assertExpiries(0);
            }
        }
    }
}
