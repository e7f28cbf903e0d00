package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.rehearsal.RehearsalContract;

/** The contract of rehearsals, for every operation on documents of many types. */
abstract class MongoRehearsalContract extends RehearsalContract<MongoTestDatabase> {
    private static final int DOCUMENTS = 3 * MongoTestDatabase.BATCH_SIZE + 2;

    @Override
    protected final MongoTestDatabase freshStore() {
        MongoTestDatabase store = new MongoTestDatabase();
        for (int id = 0; id < DOCUMENTS; id++) {
            store.insert(
                    "units",
                    "{_id: %s, kind: 'unit', old: [1, {b: 2, a: 1.0}], state: {z: 1, a: null}, n: %s, last: {$numberDecimal: '1.10'}}"
                            .formatted(
                                    id % 2 == 0 ? Integer.toString(id) : "'id-%d'".formatted(id),
                                    id % 3 == 0 ? "5.0" : "5"));
        }
        store.insert("neighbours", "{_id: 1, kind: 'unit'}");
        return store;
    }

    @Override
    protected final StepOperation failingOperation() {
        return MongoOperations.renameField("units", "last", "kind");
    }

    @Override
    protected final String copyFailpoint() {
        return "mongo.copy.before-batch";
    }
}
