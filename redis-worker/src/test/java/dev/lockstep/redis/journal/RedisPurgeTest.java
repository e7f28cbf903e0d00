package dev.lockstep.redis.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisPurgeTest {
    private static final int ROWS = 30_000;
    private static final int OTHERS = 600;
    private final TestRedis redis = TestRedis.fresh();
    private final StepKey step = key();
    private final StepKey other = key();

    private static StepKey key() {
        return new StepKey(new MigrationId(UUID.randomUUID()), new StepId("keys"));
    }

    @BeforeEach
    void insert() {
        insert(step, ROWS);
        insert(other, OTHERS);
        redis.call("SET", "lockstep:fence", "7");
        redis.call("SET", "user:1", "the application's");
    }

    // Half of the units have a pre-image, and some are conflicts or deleted sources.
    private void insert(StepKey key, int rows) {
        String prefix = "lockstep:%s:".formatted(key);
        List<String[]> commands = IntStream.range(0, rows)
                .boxed()
                .flatMap(unit -> Stream.of(
                        new String[] {"HSET", prefix + "units", "user:" + unit, "x".repeat(100)},
                        unit % 2 == 0
                                ? new String[] {"SET", prefix + "pre-image:user:" + unit, "y".repeat(100)}
                                : new String[] {"HSET", prefix + "counts", "edited", "" + unit}))
                .toList();
        redis.callAll(commands);
        redis.call("HSET", prefix + "deleted-sources", "user:s", "0");
        redis.call("SET", prefix + "source-pre-image:user:s", "z");
        redis.call("HSET", prefix + "conflicts", "uuser:c", "{}");
        redis.call("SET", prefix + "pre-image:user:c", "z");
        redis.call("HSET", prefix + "skipped", "user:k", "malformed");
        redis.call("SET", prefix + "row", "{}");
    }

    private long keysOf(StepKey key) {
        return redis.number("EVAL", "return #redis.call('KEYS', ARGV[1])", "0", "lockstep:%s:*".formatted(key));
    }

    private long unitsOf(StepKey key) {
        return redis.number("HLEN", "lockstep:%s:units".formatted(key));
    }

    private PurgedRows purge(PurgeListener listener) {
        return redis.connect().journal().purge(step, listener);
    }

    @Test
    void removes_many_rows_and_pre_images_in_small_batches_and_leaves_other_keys() {
        long others = keysOf(other);
        List<Long> removed = new ArrayList<>(List.of(0L));
        PurgedRows purged = purge(batch -> removed.add(batch.rows()));
        assertThat(keysOf(step)).isZero();
        assertThat(keysOf(other)).isEqualTo(others);
        assertThat(unitsOf(other)).isEqualTo(OTHERS);
        assertThat(redis.text("lockstep:fence")).isEqualTo("7");
        assertThat(redis.exists("user:1")).isTrue();
        // The units, one deleted source, one conflict, one skipped key and the row of the step.
        assertThat(purged.rows()).isEqualTo(ROWS + 4);
        assertThat(purged.bytes()).isBetween(110L * ROWS, 500L * ROWS);
        assertThat(IntStream.range(1, removed.size()).mapToLong(i -> removed.get(i) - removed.get(i - 1)))
                .hasSizeGreaterThanOrEqualTo(ROWS / 500)
                .allMatch(size -> size <= 500);
    }

    @Test
    void that_is_stopped_in_the_middle_is_continued_by_another_worker() {
        assertThatThrownBy(() -> purge(batch -> {
                    if (batch.rows() > ROWS / 2) {
                        throw new DispatchSuperseded(step, new DispatchNumber(1), "the worker is stopping");
                    }
                }))
                .isInstanceOf(DispatchSuperseded.class);
        assertThat(unitsOf(step)).isBetween(1L, ROWS / 2L);
        assertThat(redis.exists("lockstep:%s:row".formatted(step))).isTrue();
        purge(PurgeListener.NONE);
        assertThat(keysOf(step)).isZero();
        assertThat(unitsOf(other)).isEqualTo(OTHERS);
    }
}
