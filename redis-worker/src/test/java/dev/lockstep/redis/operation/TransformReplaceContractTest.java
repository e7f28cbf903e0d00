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

/** Existing destinations are replaced, and the finish deletes the sources. */
class TransformReplaceContractTest extends StepExecutorContract {
    private static final RedisTransform OPERATION = UserStates.toV2(SourceKeys.DELETE, ExistingKeys.REPLACE);

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new RedisContractStore(redis -> {
            UserStates.seed(redis);
            UserStates.seedDestinations(redis);
        });
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
                "redis.unit.finish.mid-batch",
                "redis.unit.finish.after-batch",
                "redis.unit.compensate.sources.mid-batch",
                "redis.unit.compensate.sources.after-batch",
                "redis.unit.compensate.mid-batch",
                "redis.unit.compensate.after-batch");
    }
}
