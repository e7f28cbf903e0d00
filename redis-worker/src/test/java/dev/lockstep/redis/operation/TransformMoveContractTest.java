package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.RedisTransform.ExistingKeys;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.redis.fixture.RedisContractStore;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

class TransformMoveContractTest extends StepExecutorContract {
    private static final RedisTransform OPERATION = UserStates.toV2(SourceKeys.KEEP, ExistingKeys.FAIL);

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new RedisContractStore(UserStates::seed);
    }

    @Override
    protected long changed() {
        return 2L * TestRedis.BATCH_SIZE + 1;
    }

    @Override
    protected Verification check() {
        return new Verification(null, new Verification.Count.Keys("user_state_v2:*"), null, changed(), null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of(
                "redis.unit.after-read",
                "redis.unit.mid-batch",
                "redis.unit.after-batch",
                "redis.unit.compensate.mid-batch",
                "redis.unit.compensate.after-batch");
    }
}
