package dev.lockstep.redis.journal;

import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepJournalContract;
import java.util.function.Supplier;

class RedisStepJournalTest extends StepJournalContract {
    @Override
    protected Supplier<StepJournal> freshStore() {
        TestRedis redis = TestRedis.fresh();
        return () -> redis.connect().journal();
    }
}
