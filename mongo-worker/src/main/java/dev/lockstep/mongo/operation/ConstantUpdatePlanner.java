package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.unit.BatchPlan;
import dev.lockstep.mongo.unit.DocumentPlanner;
import dev.lockstep.mongo.unit.DocumentsById;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Plans a constant update in the worker, and leaves documents that only the server can compute to a scratch collection.
 */
final class ConstantUpdatePlanner implements DocumentPlanner {
    private final ConstantUpdate update;
    private final MongoScratchPlanner server;
    private @Nullable Boolean neverMatches;

    ConstantUpdatePlanner(ConstantUpdate update, MongoScratchPlanner server) {
        this.update = update;
        this.server = server;
    }

    /** The planner of an update: in the worker if it can compute the update, and otherwise on the server. */
    static DocumentPlanner orServer(ParsedUpdate update, MongoScratchPlanner server) {
        return ConstantUpdateRules.parse(update)
                .<DocumentPlanner>map(constant -> new ConstantUpdatePlanner(constant, server))
                .orElse(server);
    }

    @Override
    public String collection() {
        return server.collection();
    }

    @Override
    public BsonDocument filter() {
        return server.filter();
    }

    @Override
    public long heapPerChange() {
        return server.heapPerChange();
    }

    @Override
    public BatchPlan plan(List<BsonDocument> batch) {
        List<BsonDocument> postImages = new ArrayList<>();
        List<BsonDocument> others = new ArrayList<>();
        for (BsonDocument document : batch) {
            Optional<BsonDocument> postImage = update.applyTo(document);
            postImage.ifPresentOrElse(postImages::add, () -> others.add(document));
        }
        return new ConstantPlan(postImages, others.isEmpty() ? null : planByServer(others));
    }

    // The plan of the server reads the scratch collection now, because this planner may fill it again.
    private BatchPlan planByServer(List<BsonDocument> documents) {
        BatchPlan plan = server.plan(documents);
        plan.mayStillMatch(documents.getFirst());
        return plan;
    }

    @Override
    public void close() {
        server.close();
    }

    private boolean neverMatchesAfterUpdate() {
        Boolean known = neverMatches;
        if (known == null) {
            FilterAfterUpdate.StringComparison strings = server.hasCollation()
                    ? FilterAfterUpdate.StringComparison.COLLATION
                    : FilterAfterUpdate.StringComparison.BINARY;
            known = new FilterAfterUpdate(update, strings).certainlyFails(filter());
            neverMatches = known;
        }
        return known;
    }

    /** The plan of one batch. */
    private final class ConstantPlan implements BatchPlan {
        private final DocumentsById byId;
        private final List<BsonDocument> postImages;
        private final @Nullable BatchPlan others;
        private @Nullable DocumentsById stillMatching;

        private ConstantPlan(List<BsonDocument> postImages, @Nullable BatchPlan others) {
            this.byId = DocumentsById.of(postImages);
            this.postImages = postImages;
            this.others = others;
        }

        @Override
        public BsonDocument postImageOf(BsonDocument document) {
            return others == null || byId.contains(idOf(document))
                    ? byId.getOrDefault(idOf(document), document)
                    : others.postImageOf(document);
        }

        @Override
        public long heap() {
            return others == null ? 0 : others.heap();
        }

        @Override
        public boolean mayStillMatch(BsonDocument document) {
            if (others != null && !byId.contains(idOf(document))) {
                return others.mayStillMatch(document);
            }
            return !neverMatchesAfterUpdate() && stillMatching().contains(idOf(document));
        }

        private DocumentsById stillMatching() {
            DocumentsById found = stillMatching;
            if (found == null) {
                found = server.matching(postImages);
                stillMatching = found;
            }
            return found;
        }

        private static BsonValue idOf(BsonDocument document) {
            return document.get("_id", BsonNull.VALUE);
        }
    }
}
