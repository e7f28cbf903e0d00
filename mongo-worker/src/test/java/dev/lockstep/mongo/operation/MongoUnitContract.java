package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.StepExecutorContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The contract of every operation that runs on the engine of units. */
abstract class MongoUnitContract extends StepExecutorContract {
    static final int UNITS = 2 * MongoTestDatabase.BATCH_SIZE + 1;

    /** Ids of many types, each with a placeholder for a digit. */
    private static final List<String> IDS = List.of(
            "%d",
            "{'$numberLong': '900000000000%d'}",
            "{'$numberDouble': '0.5%d'}",
            "'id-%d'",
            "{'a': %d, 'b': 'ב'}",
            "{'$oid': '5f5e1000000000000000000%d'}",
            "{'$date': {'$numberLong': '160000000000%d'}}",
            "{'$binary': {'base64': 'AAAAAAAAAAAAAAAAAAAAAA==', 'subType': '0%d'}}");

    @Override
    protected final long changed() {
        return UNITS;
    }

    @Override
    protected final Set<String> failpoints() {
        Set<String> failpoints = new HashSet<>(Set.of(
                "mongo.unit.after-read",
                "mongo.unit.before-pre-image",
                "mongo.unit.after-pre-image",
                "mongo.unit.mid-write",
                "mongo.unit.after-write",
                "mongo.unit.after-checkpoint",
                "mongo.unit.compensate-after-read",
                "mongo.unit.compensate-mid-write",
                "mongo.unit.compensate-after-write",
                "mongo.unit.compensate-after-mark"));
        failpoints.addAll(plannerFailpoints());
        return failpoints;
    }

    /** The failpoints of the operation's planner, in addition to those of the engine. */
    protected Set<String> plannerFailpoints() {
        return Set.of();
    }

    /** Documents with ids of many types and a removable field in their middle, and documents that no operation may change. */
    @Override
    protected final MongoTestDatabase freshStore() {
        MongoTestDatabase store = new MongoTestDatabase();
        List<String> documents = new ArrayList<>();
        for (int unit = 0; unit < UNITS; unit++) {
            String id = IDS.get(unit % IDS.size()).formatted(unit / IDS.size());
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
}
