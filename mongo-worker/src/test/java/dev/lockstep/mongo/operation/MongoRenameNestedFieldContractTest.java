package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;

/** Runs the contract with a filter, and with a nested field that replaces a top-level field. */
class MongoRenameNestedFieldContractTest extends MongoUnitContract {
    @Override
    protected StepOperation operation() {
        return MongoOperations.withFilter(
                MongoOperations.renameField("units", "state.a", "n", ExistingFields.REPLACE), "{'kind': 'unit'}");
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", "{'n': null, 'kind': 'unit', 'tags': 5}", UNITS);
    }
}
