package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.mongo.MongoOperations;

class MongoRenameFieldRehearsalTest extends MongoRehearsalContract {
    @Override
    protected StepOperation operation() {
        return MongoOperations.renameField("units", "old", "state.moved");
    }
}
