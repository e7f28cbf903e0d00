package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.ExpiryContractStore;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** The executor contract for one form of {@code redis.expire}, over keys of every type. */
abstract class ExpireContract extends StepExecutorContract {
    private final StepOperation operation;

    /** The contract for a member such as {@code 'set':'1h'}. */
    ExpireContract(String change) {
        this.operation = Expiries.of(change);
    }

    @Override
    protected StepOperation operation() {
        return operation;
    }

    @Override
    protected ContractStore freshStore() {
        return new ExpiryContractStore();
    }

    @Override
    protected long changed() {
        return 2L * TestRedis.BATCH_SIZE + 1;
    }

    @Override
    protected Verification check() {
        return new Verification(null, new Verification.Count.Keys("a:*"), null, changed(), null);
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
