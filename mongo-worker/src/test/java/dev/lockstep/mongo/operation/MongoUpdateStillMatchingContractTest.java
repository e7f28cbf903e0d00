package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;
import java.util.Set;

/** Runs the contract with an update after which every document still matches, so only the journal shows which are changed. */
class MongoUpdateStillMatchingContractTest extends MongoUnitContract {
    @Override
    protected StepOperation operation() {
        return MongoOperations.update("units", "{'n': {'$exists': true}, 'kind': 'unit'}", "{'$inc': {'n': 1}}");
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", "{'n': 6, 'kind': 'unit'}", UNITS);
    }

    @Override
    protected Set<String> plannerFailpoints() {
        return Set.of("mongo.scratch.after-update");
    }
}
