package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** The contract, with an update whose documents match its filter for ever, so that only the journal tells them apart. */
class MongoUpdateWithoutEndContractTest extends StepExecutorContract {
    private static final int UNITS = 2 * MongoTestDatabase.BATCH_SIZE + 1;

    @Override
    protected StepOperation operation() {
        return MongoOperations.update("units", "{'n': {'$exists': true}, 'kind': 'unit'}", "{'$inc': {'n': 1}}");
    }

    @Override
    protected ContractStore freshStore() {
        return MongoUpdateContractTest.seeded(UNITS);
    }

    @Override
    protected long changed() {
        return UNITS;
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", "{'n': 6, 'kind': 'unit'}", UNITS);
    }

    @Override
    protected Set<String> failpoints() {
        return MongoUpdateContractTest.FAILPOINTS;
    }
}
