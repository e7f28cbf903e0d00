package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.mongo.MongoOperations;

/** An update that the server computes, and after which documents still match. */
class MongoUpdateRehearsalTest extends MongoRehearsalContract {
    @Override
    protected StepOperation operation() {
        return MongoOperations.update(
                "units", "{'kind': 'unit'}", "{'$inc': {'n': 1}, '$unset': {'old': ''}, '$set': {'state.done': true}}");
    }
}
