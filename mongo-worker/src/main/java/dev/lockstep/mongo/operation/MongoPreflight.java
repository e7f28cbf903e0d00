package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCollection;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.journal.Journal;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;

/** Tries all that an apply will need, on copies and on rows of our own; what the store refuses, it refuses here. */
final class MongoPreflight {
    /** MongoDB 4.2, the first with a clock in its expressions. */
    private static final int OLDEST_WIRE_VERSION = 8;

    private static final int SAMPLE = 10;

    private final MongoStore store;
    private final ParsedUpdate update;
    private final StepContext context;
    // A preflight that comes twice runs twice, perhaps at the same time: it has no fence.
    private final String runId = new ObjectId().toHexString();

    MongoPreflight(MongoStore store, ParsedUpdate update, StepContext context) {
        this.store = store;
        this.update = update;
        this.context = context;
    }

    StepOutcome run() {
        Optional<BsonDocument> collection = store.collections().stream()
                .filter(found -> found.getString("name").getValue().equals(update.collection()))
                .findFirst();
        objectionToServer(store.hello())
                .or(() -> collection.flatMap(new MongoCollectionObjections(store, update)::to))
                .ifPresent(failure -> {
                    throw new OperationFailed(failure);
                });
        return tried(collection.isPresent());
    }

    private static Optional<StepFailure> objectionToServer(BsonDocument hello) {
        if (hello.containsKey("msg") && hello.getString("msg").getValue().equals("isdbgrid")) {
            return refused("sharded", "a sharded cluster: an _id need not be of one document alone there");
        }
        int wireVersion = hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue();
        if (wireVersion < OLDEST_WIRE_VERSION) {
            return refused(
                    "server-too-old",
                    "wire version %d, and at least %d (MongoDB 4.2) is needed"
                            .formatted(wireVersion, OLDEST_WIRE_VERSION));
        }
        return hello.getBoolean("isWritablePrimary", BsonBoolean.FALSE).getValue()
                ? Optional.empty()
                : Optional.of(new StepFailure.Unreachable("not-primary", "no writable primary was found"));
    }

    private static Optional<StepFailure> refused(String code, String message) {
        return Optional.of(StepFailure.Permanent.withoutEffect("mongo.update." + code, message));
    }

    private StepOutcome tried(boolean exists) {
        tryJournal();
        tryUpdate(sample());
        if (exists) {
            tryWriting();
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        new MongoDocuments(store, update).countSoon().ifPresent(matching -> counts.put("matching", matching));
        return new StepOutcome.Applied(new StepResult(0, counts, exists ? List.of() : List.of(missing()), null));
    }

    // One by one: a few that are large are enough as well.
    private List<BsonDocument> sample() {
        List<BsonDocument> sample = new ArrayList<>();
        try (MongoMatches matches = new MongoMatches(store.scanned(update.collection()), update.filter(), 1)) {
            int bytes = 0;
            List<BsonDocument> one = matches.next();
            while (!one.isEmpty() && sample.size() < SAMPLE && bytes < DocumentSize.BATCH) {
                sample.addAll(one);
                bytes += DocumentSize.of(one.getFirst());
                one = matches.next();
            }
        }
        return sample;
    }

    private void tryJournal() {
        BsonDocument row = new BsonDocument("_id", new BsonString("preflight/" + runId))
                .append("dispatch", new BsonInt64(context.dispatch().value()));
        MongoCollection<BsonDocument> rows = store.collection(Journal.PREFIX + "journal");
        rows.insertOne(row);
        rows.deleteOne(new BsonDocument("_id", row.get("_id")));
    }

    private void tryUpdate(List<BsonDocument> sample) {
        try (MongoScratch scratch = new MongoScratch(store, update, "preflight_" + runId)) {
            scratch.after(sample);
        }
    }

    // Matches nothing: the server looks at the permission, and at what it knows of a guard, before it looks for the
    // document.
    private void tryWriting() {
        BsonDocument nobody =
                ExactGuard.fields(new BsonObjectId(new ObjectId()), new BsonDocument(), List.of(), new BsonDateTime(0));
        store.collection(update.collection())
                .updateOne(nobody, new BsonDocument("$set", new BsonDocument("lockstep", new BsonInt32(1))));
    }

    private StepResult.UnitNote missing() {
        return new StepResult.UnitNote(update.collection(), "does not exist, so nothing matches");
    }
}
