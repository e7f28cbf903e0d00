package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.redis.fixture.RedisContractStore;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** Without {@code json}, keys of any type get a new name, which their pattern matches too: no key goes twice. */
class CarryEveryTypeTest extends StepExecutorContract {
    private static final RedisTransform OPERATION = new RedisTransform(
            "cache:*",
            new KeyRename("cache:", "cache:v2:"),
            SourceKeys.DELETE,
            null,
            null,
            null,
            null,
            new ExpiryPolicy.Preserve());

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new RedisContractStore(UserStates::seedEveryType);
    }

    @Override
    protected long changed() {
        return 2L * TestRedis.BATCH_SIZE + 1;
    }

    @Override
    protected Verification check() {
        return new Verification(null, new Verification.Count.Keys("cache:v2:*"), null, changed(), null);
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
