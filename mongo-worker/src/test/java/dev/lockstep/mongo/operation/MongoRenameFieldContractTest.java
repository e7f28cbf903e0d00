package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;

/** Runs the contract with a field that moves from the middle of its document into a nested document. */
class MongoRenameFieldContractTest extends MongoUnitContract {
    @Override
    protected StepOperation operation() {
        return MongoOperations.renameField("units", "old", "state.history.old");
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", "{'old': {'$exists': true}}", 0);
    }
}
