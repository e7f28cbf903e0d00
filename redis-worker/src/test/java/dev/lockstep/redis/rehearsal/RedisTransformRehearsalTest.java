package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.RedisTransform.ExistingKeys;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;

/** A rename that replaces existing keys. */
class RedisTransformRehearsalTest extends RedisRehearsalContract {
    @Override
    protected void seedUnits(TestRedis redis) {
        seedUserStates(redis);
    }

    @Override
    protected StepOperation operation() {
        return UserStates.toV2(SourceKeys.KEEP, ExistingKeys.REPLACE);
    }
}
