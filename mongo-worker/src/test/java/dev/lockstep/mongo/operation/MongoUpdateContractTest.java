package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;
import java.util.Set;

/** Runs the contract with an update that adds, changes and removes fields, and after which no document matches the filter. */
class MongoUpdateContractTest extends MongoUnitContract {
    private static final String FILTER = "{'state.done': {'$exists': false}, 'kind': 'unit'}";

    @Override
    protected StepOperation operation() {
        return MongoOperations.update(
                "units",
                FILTER,
                "{'$set': {'state.done': true, 'added': {'$numberLong': '7'}}, '$inc': {'n': 1}, '$unset': {'old': ''}, '$push': {'tags': 'migrated'}}");
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", FILTER, 0);
    }

    @Override
    protected Set<String> plannerFailpoints() {
        return Set.of("mongo.scratch.after-update");
    }
}
