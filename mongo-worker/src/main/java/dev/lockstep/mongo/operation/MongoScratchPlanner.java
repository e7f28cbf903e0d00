package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.BatchPlan;
import dev.lockstep.mongo.unit.DocumentPlanner;
import dev.lockstep.mongo.unit.DocumentsById;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Plans an update by letting the server update copies of the documents in a scratch collection, so every operator,
 * array filter and pipeline has the server's own meaning. The collection is dropped by its dispatch, or by the next one.
 */
final class MongoScratchPlanner implements DocumentPlanner {
    private static final String PREFIX = JournalNames.PREFIX + "scratch_";

    private final MongoTargetDatabase database;
    private final ParsedUpdate update;
    private final StepContext context;
    private final String scratch;
    private boolean created;

    private MongoScratchPlanner(
            MongoTargetDatabase database, ParsedUpdate update, StepContext context, String scratch) {
        this.database = database;
        this.update = update;
        this.context = context;
        this.scratch = PREFIX + scratch;
    }

    static MongoScratchPlanner forDispatch(MongoTargetDatabase database, ParsedUpdate update, StepContext context) {
        return new MongoScratchPlanner(
                database, update, context, context.dispatch().toString());
    }

    /** A preflight has no fence and can run twice at the same time, so each has a scratch collection of its own. */
    static MongoScratchPlanner forPreflight(MongoTargetDatabase database, ParsedUpdate update, StepContext context) {
        return new MongoScratchPlanner(database, update, context, "preflight_" + new ObjectId().toHexString());
    }

    @Override
    public String collection() {
        return update.collection();
    }

    @Override
    public BsonDocument filter() {
        return update.filter();
    }

    /** Drops the scratch collections that earlier dispatches left. */
    @Override
    public void prepare() {
        database.collections().stream()
                .map(collection -> collection.getString("name").getValue())
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> database.collection(name).drop());
    }

    @Override
    public BatchPlan plan(List<BsonDocument> batch) {
        create();
        MongoCollection<BsonDocument> copies = database.collection(scratch);
        copies.deleteMany(new BsonDocument());
        if (!batch.isEmpty()) {
            copies.insertMany(batch);
        }
        update(copies);
        DocumentsById postImages = DocumentsById.of(copies.find().batchSize(1 + batch.size()));
        if (postImages.size() < batch.size()) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "a newer dispatch has dropped the scratch collection");
        }
        return new ScratchPlan(postImages);
    }

    // With the same filter and not {}, because a positional $ stands for the element that the filter matched.
    private void update(MongoCollection<BsonDocument> copies) {
        UpdateOptions options = new UpdateOptions();
        if (!update.arrayFilters().isEmpty()) {
            options.arrayFilters(update.arrayFilters());
        }
        if (update.update() instanceof BsonDocument operators) {
            copies.updateMany(update.filter(), operators, options);
        } else {
            List<BsonDocument> stages = update.update().asArray().stream()
                    .map(BsonValue::asDocument)
                    .toList();
            copies.updateMany(update.filter(), stages, options);
        }
    }

    // With the collation of the collection, because it decides what the filter matches.
    private void create() {
        if (created) {
            return;
        }
        BsonDocument create = new BsonDocument("create", new BsonString(scratch));
        database.collections().stream()
                .filter(found -> found.getString("name").getValue().equals(update.collection()))
                .map(found -> found.getDocument("options", new BsonDocument()))
                .filter(options -> options.containsKey("collation"))
                .forEach(options -> create.append("collation", options.get("collation")));
        created = true;
        database.collection(scratch).drop();
        database.run(create);
    }

    @Override
    public void close() {
        if (created) {
            database.collection(scratch).drop();
        }
    }

    /** The copies of one batch as the update left them. */
    private final class ScratchPlan implements BatchPlan {
        private final DocumentsById postImages;
        private @Nullable DocumentsById matching;

        private ScratchPlan(DocumentsById postImages) {
            this.postImages = postImages;
        }

        // A server puts its clock into an empty top-level timestamp of an inserted document, and so into the copy.
        @Override
        public BsonDocument postImageOf(BsonDocument document) {
            BsonDocument postImage = postImages.getOrDefault(idOf(document), document);
            document.forEach((name, value) -> {
                if (value.isTimestamp()
                        && value.asTimestamp().getValue() == 0
                        && !update.namedFields().contains(name)) {
                    postImage.put(name, value);
                }
            });
            return postImage;
        }

        @Override
        public boolean mayStillMatch(BsonDocument document) {
            DocumentsById found = matching;
            if (found == null) {
                found = DocumentsById.of(
                        database.collection(scratch).find(update.filter()).projection(Projections.include("_id")));
                matching = found;
            }
            return found.contains(idOf(document));
        }

        private static BsonValue idOf(BsonDocument document) {
            return document.get("_id", BsonNull.VALUE);
        }
    }
}
