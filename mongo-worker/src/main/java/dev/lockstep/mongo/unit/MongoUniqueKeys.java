package dev.lockstep.mongo.unit;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.target.MongoFailures;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Tries whether the documents after the step fit into the unique indexes whose fields the step changes. A scratch
 * collection with the same indexes gets the indexed fields of every document as the step leaves it, so the server
 * decides. It is created when the first such field changes, and dropped at the end.
 */
final class MongoUniqueKeys implements AutoCloseable {
    private final MongoTargetDatabase database;
    private final String collection;
    private final String scratch;
    private final StepContext context;
    private final List<BsonDocument> indexes;
    private final Set<String> fields;
    private boolean isUsed;

    /** @param indexes the unique indexes, as the server describes them */
    MongoUniqueKeys(MongoTargetDatabase database, String collection, List<BsonDocument> indexes, StepContext context) {
        this.database = database;
        this.collection = collection;
        this.scratch = JournalNames.newScratchOfDryRun(context.dispatch()) + JournalNames.UNIQUE;
        this.context = context;
        this.indexes = indexes;
        this.fields = MongoUntriedRules.fieldsOf(indexes);
    }

    /** @throws OperationFailed if two of the changed documents have the same key, as an apply would fail */
    void add(PlannedUnits units) {
        List<BsonDocument> keys = new ArrayList<>();
        for (int index = 0; index < units.rows().size(); index++) {
            UnitRow row = units.rows().get(index);
            if (row.touchedFields().stream().anyMatch(fields::contains)) {
                keys.add(keyAfter(row, units.changed().get(index)));
            }
        }
        insert(keys);
    }

    private BsonDocument keyAfter(UnitRow row, BsonDocument document) {
        BsonDocument key = new BsonDocument("_id", row.id());
        Set<String> touched = row.touchedFields();
        for (String name : fields) {
            BsonValue value = touched.contains(name) ? row.postImage().get(name) : document.get(name);
            if (value != null) {
                key.append(name, value);
            }
        }
        return key;
    }

    /**
     * Adds the keys of all other documents, if the step changes a key.
     *
     * @throws OperationFailed if one of them has the same key as a changed document, as an apply would fail
     */
    void addOthers() {
        if (!isUsed) {
            return;
        }
        try (MongoCursor<RawBsonDocument> others = database.collectionForScans(collection)
                .withDocumentClass(RawBsonDocument.class)
                .find()
                .projection(Projections.include(List.copyOf(fields)))
                .batchSize(database.options().batchSize())
                .iterator()) {
            while (others.hasNext()) {
                context.checkpoint();
                insert(withoutAdded(nextBatch(others)));
            }
        }
        requireIndexes();
    }

    /** After the scratch collection was dropped, a server creates it again without indexes, and accepts every key. */
    private void requireIndexes() {
        // Besides these, there is the index of _id.
        if (keys().listIndexes().into(new ArrayList<>()).size() <= indexes.size()) {
            context.checkpoint();
            throw OperationFailed.retriable(
                    "scratch-lost",
                    "the scratch collection %s of the dry run was dropped meanwhile".formatted(scratch));
        }
    }

    // The documents are not decoded, so their bytes are their memory.
    private List<RawBsonDocument> nextBatch(MongoCursor<RawBsonDocument> others) {
        List<RawBsonDocument> batch = new ArrayList<>();
        long bytes = 0;
        while (others.hasNext()
                && batch.size() < database.options().batchSize()
                && bytes < DocumentSize.MAX_BATCH_BYTES) {
            RawBsonDocument next = others.next();
            bytes += next.getByteBuffer().remaining();
            batch.add(next);
        }
        return batch;
    }

    private List<RawBsonDocument> withoutAdded(List<RawBsonDocument> batch) {
        List<BsonValue> ids =
                batch.stream().map(key -> key.get("_id", BsonNull.VALUE)).toList();
        DocumentsById added =
                DocumentsById.of(keys().find(Filters.in("_id", ids)).projection(Projections.include("_id")));
        return batch.stream()
                .filter(key -> !added.contains(key.get("_id", BsonNull.VALUE)))
                .toList();
    }

    private void insert(List<? extends BsonDocument> keys) {
        if (keys.isEmpty()) {
            return;
        }
        create();
        try {
            keys().insertMany(keys, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            throw asInApply(e);
        }
    }

    /** The same failure about the collection itself, or the exception if it is not about a key of the collection. */
    private RuntimeException asInApply(MongoBulkWriteException thrown) {
        if (MongoFailures.isDuplicateId(thrown)) {
            return MongoFailures.readTwice(thrown);
        }
        return MongoFailures.classify(thrown) instanceof StepFailure.Permanent permanent
                ? OperationFailed.withoutEffect(
                        permanent.code(), permanent.message().replace(scratch, collection))
                : thrown;
    }

    private void create() {
        if (isUsed) {
            return;
        }
        isUsed = true;
        BsonDocument create = new BsonDocument("create", new BsonString(scratch));
        database.describe(collection)
                .map(found -> found.getDocument("options", new BsonDocument()).get("collation"))
                .ifPresent(collation -> create.append("collation", collation));
        database.run(create);
        database.run(new BsonDocument("createIndexes", new BsonString(scratch))
                .append(
                        "indexes",
                        new BsonArray(indexes.stream()
                                .map(MongoUniqueKeys::definitionOf)
                                .toList())));
    }

    // An index with a time to live would delete keys.
    private static BsonDocument definitionOf(BsonDocument index) {
        BsonDocument definition = index.clone();
        definition.remove("expireAfterSeconds");
        definition.remove("ns");
        definition.remove("v");
        return definition;
    }

    private MongoCollection<BsonDocument> keys() {
        return database.collection(scratch);
    }

    @Override
    public void close() {
        if (isUsed) {
            keys().drop();
        }
    }
}
