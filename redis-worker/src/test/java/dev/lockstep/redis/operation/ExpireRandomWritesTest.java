package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application changes random keys of any type between apply and compensation; one run per seed. */
class ExpireRandomWritesTest {
    private static final int SEEDS = 12;
    private static final int KEYS = 12;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class An_expiry {
        @ParameterizedTest
        @ValueSource(strings = {"'set':'1h'", "'cap':'1h'", "'extend':'1h'", "'remove':true"})
        void is_restored_unless_the_application_changed_it_and_values_are_kept(String change) {
            for (int seed = 0; seed < SEEDS; seed++) {
                runAndAssertRestored(change, new Random(seed), "seed %d of %s".formatted(seed, change));
            }
        }

        private void runAndAssertRestored(String change, Random random, String description) {
            redis.call("FLUSHDB");
            random.ints(KEYS).forEach(_key -> write("a:" + random.nextInt(KEYS), random));
            Map<String, Long> stateBefore = expiries();
            try (StepRun step = StepRun.on(redis, Expiries.of(change))) {
                step.apply();
                Map<String, Long> applied = expiries();
                random.ints(random.nextInt(KEYS)).forEach(_key -> changeKey("a:" + random.nextInt(KEYS), random));
                Map<String, Long> changed = expiries();
                String values = values();
                step.compensate();
                assertThat(expiries()).as(description).isEqualTo(expected(stateBefore, applied, changed));
                assertThat(values()).as(description).isEqualTo(values);
            }
        }
    }

    private static Map<String, Long> expected(
            Map<String, Long> stateBefore, Map<String, Long> applied, Map<String, Long> changed) {
        Map<String, Long> expected = new TreeMap<>();
        changed.forEach((key, expiry) -> {
            boolean isUnchanged = expiry.equals(applied.get(key));
            expected.put(key, isUnchanged ? stateBefore.getOrDefault(key, expiry) : expiry);
        });
        return expected;
    }

    private void write(String key, Random random) {
        redis.call("UNLINK", key);
        switch (random.nextInt(3)) {
            case 0 -> redis.call("RPUSH", key, "x");
            case 1 -> redis.call("HSET", key, "f", "1");
            default -> redis.call("SET", key, "value");
        }
        if (random.nextBoolean()) {
            redis.call("PEXPIREAT", key, Long.toString(UserStates.EXPIRES_AT + random.nextInt(1000)));
        }
    }

    private void changeKey(String key, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> redis.call("UNLINK", key);
            case 1 -> redis.call("PEXPIREAT", key, Long.toString(UserStates.EXPIRES_AT + 5000 + random.nextInt(1000)));
            case 2 -> {
                if (redis.exists(key)) {
                    redis.call("SET", key, "changed " + random.nextInt(1000), "KEEPTTL");
                }
            }
            default -> write(key, random);
        }
    }

    private Map<String, Long> expiries() {
        Map<String, Long> expiries = new TreeMap<>();
        for (int key = 0; key < KEYS; key++) {
            if (redis.exists("a:" + key)) {
                expiries.put("a:" + key, redis.expiry("a:" + key));
            }
        }
        return expiries;
    }

    /** Returns the digest without the expiries. */
    private String values() {
        return redis.digest().replaceAll("(?m) until -?\\d+$", "");
    }
}
