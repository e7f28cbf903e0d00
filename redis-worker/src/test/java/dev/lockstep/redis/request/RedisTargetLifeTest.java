package dev.lockstep.redis.request;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetLifeContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisTargetLifeTest extends TargetLifeContract {
    private final TestRedis redis = TestRedis.fresh();

    RedisTargetLifeTest() {
        redis.seedObjects(40);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    protected ConnectedTarget connect() {
        return redis.connect();
    }

    @Override
    protected TargetKind kind() {
        return TargetKind.REDIS;
    }

    @Override
    protected StepOperation operation() {
        return Transforms.move();
    }

    @Override
    protected String digest() {
        return redis.digest();
    }

    @Override
    protected List<String> ours() {
        return redis.journalKeys();
    }
}
