package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The contract, with an update that takes its documents out of its filter and moves, adds and removes fields. */
class MongoUpdateContractTest extends StepExecutorContract {
    private static final int UNITS = 2 * MongoTestDatabase.BATCH_SIZE + 1;
    static final Set<String> FAILPOINTS = Set.of(
            "mongo.update.after-read",
            "mongo.update.before-pre-image",
            "mongo.update.after-pre-image",
            "mongo.update.mid-write",
            "mongo.update.after-write",
            "mongo.update.after-checkpoint",
            "mongo.update.compensate-after-read",
            "mongo.update.compensate-mid-write",
            "mongo.update.compensate-after-write",
            "mongo.update.compensate-after-mark");

    @Override
    protected StepOperation operation() {
        return MongoOperations.update(
                "units",
                "{'state.done': {'$exists': false}, 'kind': 'unit'}",
                "{'$set': {'state.done': true, 'added': {'$numberLong': '7'}}, '$inc': {'n': 1}, '$unset': {'old': ''}, '$push': {'tags': 'migrated'}}");
    }

    @Override
    protected ContractStore freshStore() {
        return seeded(UNITS);
    }

    /** Documents with ids of many types, a field to remove in their middle, and neighbours that match nothing. */
    static MongoTestDatabase seeded(int units) {
        MongoTestDatabase store = new MongoTestDatabase();
        List<String> ids = List.of(
                "%d",
                "{'$numberLong': '900000000000%d'}",
                "{'$numberDouble': '0.5%d'}",
                "'id-%d'",
                "{'a': %d, 'b': 'ב'}",
                "{'$oid': '5f5e1000000000000000000%d'}",
                "{'$date': {'$numberLong': '160000000000%d'}}",
                "{'$binary': {'base64': 'AAAAAAAAAAAAAAAAAAAAAA==', 'subType': '0%d'}}");
        List<String> documents = new ArrayList<>();
        for (int unit = 0; unit < units; unit++) {
            String id = ids.get(unit % ids.size()).formatted(unit / ids.size());
            documents.add(
                    ("{'_id': %s, 'kind': 'unit', 'n': %s, 'old': [1, {'b': 2, 'a': 1.0}], 'state': {'z': 1, 'a': null},"
                                    + " 'tags': ['x', 5], 'last': {'$numberDecimal': '1.10'}}")
                            .formatted(id, unit % 2 == 0 ? "5" : "{'$numberDouble': '5.0'}")
                            .replace('\'', '"'));
        }
        store.insert("units", documents.toArray(String[]::new));
        store.insert(
                "units",
                "{\"_id\": \"done\", \"kind\": \"unit\", \"state\": {\"done\": false}}",
                "{\"_id\": \"other\", \"kind\": \"neighbour\", \"n\": 1}");
        store.insert("neighbours", "{\"_id\": 1, \"kind\": \"unit\"}");
        return store;
    }

    @Override
    protected long changed() {
        return UNITS;
    }

    @Override
    protected Verification check() {
        return MongoOperations.countEquals("units", "{'state.done': {'$exists': false}, 'kind': 'unit'}", 0);
    }

    @Override
    protected Set<String> failpoints() {
        return FAILPOINTS;
    }
}
