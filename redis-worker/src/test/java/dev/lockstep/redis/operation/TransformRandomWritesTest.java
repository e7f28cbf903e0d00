package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application changes random keys of any type between apply and compensation; one run per seed. */
class TransformRandomWritesTest {
    private static final int SEEDS = 12;
    private static final int KEYS = 12;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_key {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete'",
                    "'key':{'from':'a:','to':'b:'},'existing':'skip','ttl':'1h'",
                    "'key':{'from':'a:','to':'a:1'},'existing':'skip','source':'delete','ttl':'none'",
                    "'json':{'set':{'/v':2}}",
                    "'json':{'when':{'absent':'/v'},'set':{'/v':2}},'ttl':'1h'"
                })
        void has_the_state_of_the_application_or_the_state_before_the_step(String members) {
            String operation = "{'type':'redis.transform','match':'a:*',%s}".formatted(members);
            for (int seed = 0; seed < SEEDS; seed++) {
                runAndAssertRestored(operation, new Random(seed), "seed %d of %s".formatted(seed, operation));
            }
        }

        private void runAndAssertRestored(String operation, Random random, String description) {
            redis.call("FLUSHDB");
            random.ints(KEYS).forEach(_key -> write(key(random), random));
            Map<String, String> stateBefore = states();
            try (StepRun step = StepRun.on(redis, Transforms.of(operation))) {
                step.apply();
                step.finish();
                Map<String, String> applied = states();
                random.ints(random.nextInt(KEYS)).forEach(_key -> change(key(random), random));
                Map<String, String> changed = states();
                step.compensate();
                assertThat(states()).as(description).isEqualTo(expected(stateBefore, applied, changed));
            }
        }
    }

    private static String key(Random random) {
        return (random.nextBoolean() ? "a:" : "b:") + random.nextInt(KEYS);
    }

    private void write(String key, Random random) {
        redis.call("UNLINK", key);
        switch (random.nextInt(6)) {
            case 0 -> redis.call("RPUSH", key, "x", Integer.toString(random.nextInt(3)));
            case 1 -> redis.call("HSET", key, "f", Integer.toString(random.nextInt(3)));
            case 2 -> redis.call("SET", key, "not json");
            default -> redis.call("SET", key, "{ \"n\": %d }".formatted(random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            redis.call("PEXPIREAT", key, Long.toString(UserStates.EXPIRES_AT + random.nextInt(1000)));
        }
    }

    private void change(String key, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> redis.call("UNLINK", key);
            case 1 -> rename(key, key(random));
            default -> write(key, random);
        }
    }

    private void rename(String from, String to) {
        if (redis.exists(from)) {
            redis.call("RENAME", from, to);
        }
    }

    /** Returns the digest's line of each key. */
    private Map<String, String> states() {
        return redis.digest()
                .lines()
                .collect(Collectors.toMap(line -> line.substring(0, line.indexOf(' ')), Function.identity()));
    }

    private static Map<String, String> expected(
            Map<String, String> stateBefore, Map<String, String> applied, Map<String, String> changed) {
        Map<String, String> expected = new TreeMap<>();
        Set<String> keys = new TreeSet<>(stateBefore.keySet());
        keys.addAll(changed.keySet());
        for (String key : keys) {
            boolean untouched = applied.getOrDefault(key, "").equals(changed.getOrDefault(key, ""));
            String state = (untouched ? stateBefore : changed).get(key);
            if (state != null) {
                expected.put(key, state);
            }
        }
        return expected;
    }
}
