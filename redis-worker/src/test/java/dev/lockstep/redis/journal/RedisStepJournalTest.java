package dev.lockstep.redis.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepJournalContract;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisStepJournalTest extends StepJournalContract {
    @Override
    protected Supplier<StepJournal> freshStore() {
        TestRedis redis = TestRedis.fresh();
        return () -> redis.connect().journal();
    }

    @Test
    void the_rows_of_many_steps_are_read_with_one_command_per_batch() {
        TestRedis redis = TestRedis.fresh();
        List<StepKey> keys = IntStream.range(0, 2 * StepJournal.READ_BATCH + 1)
                .mapToObj(_number -> new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step")))
                .toList();
        try (ConnectedTarget target = redis.connect()) {
            long before = redis.calls("mget");
            assertThat(target.journal().readAll(keys)).isEmpty();
            assertThat(redis.calls("mget") - before).isEqualTo(3);
        }
    }
}
