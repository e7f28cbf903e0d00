package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.Expiries;

/** A change of the expiries of keys of every type. */
class RedisExpireRehearsalTest extends RedisRehearsalContract {
    @Override
    protected StepOperation operation() {
        return Expiries.of("'set':'2h'");
    }
}
