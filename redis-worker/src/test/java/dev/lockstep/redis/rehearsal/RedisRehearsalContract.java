package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.rehearsal.RehearsalContract;

/** The contract of rehearsals, for one operation on one set of keys. */
abstract class RedisRehearsalContract extends RehearsalContract<RehearsalStore> {
    private static final StepOperation FAILING =
            Transforms.of("{'type':'redis.transform','match':'broken:*','json':{'set':{'/v':2}},'malformed':'fail'}");

    @Override
    protected final RehearsalStore freshStore() {
        return RehearsalStore.seededBy(redis -> {
            redis.call("SET", "broken:1", "{");
            seedUnits(redis);
        });
    }

    /** Keys that the operation changes; by default a few of every type. */
    protected void seedUnits(TestRedis redis) {
        Expiries.seedEveryType(redis);
    }

    /** Twelve keys with JSON, some with an expiry and some whose new name exists. */
    static void seedUserStates(TestRedis redis) {
        for (int user = 1; user <= 12; user++) {
            redis.call("SET", "user_state:" + user, "{\"n\":%d,\"big\":9007199254740993}".formatted(user));
        }
        redis.call("PEXPIREAT", "user_state:1", Long.toString(UserStates.EXPIRES_AT));
        UserStates.seedDestinations(redis);
    }

    @Override
    protected final StepOperation failingOperation() {
        return FAILING;
    }

    @Override
    protected final String copyFailpoint() {
        return "redis.copy.before-batch";
    }
}
