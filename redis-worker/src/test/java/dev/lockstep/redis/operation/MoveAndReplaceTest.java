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

/** Destinations that exist are replaced, and sources deleted by the finish dispatch. */
class MoveAndReplaceTest extends StepExecutorContract {
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
                "redis.transform.after-read",
                "redis.transform.mid-batch",
                "redis.transform.after-batch",
                "redis.transform.finish.mid-batch",
                "redis.transform.finish.after-batch",
                "redis.transform.compensate.sources.mid-batch",
                "redis.transform.compensate.sources.after-batch",
                "redis.transform.compensate.mid-batch",
                "redis.transform.compensate.after-batch");
    }
}
