package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;

/** An edit of values in place. */
class RedisInPlaceRehearsalTest extends RedisRehearsalContract {
    @Override
    protected void seedUnits(TestRedis redis) {
        redis.seedObjects(12);
    }

    @Override
    protected StepOperation operation() {
        return Transforms.inPlace();
    }
}
