package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonDocument;

/**
 * Plans the documents of one dispatch for two threads: one reads and plans the next batch, the other plans documents
 * again that an application has changed. A plan is complete when it is returned, so the next one does not change it.
 */
final class UnitPlanner {
    private final DocumentPlanner planner;
    private boolean mayStillMatch;

    UnitPlanner(DocumentPlanner planner) {
        this.planner = planner;
    }

    BsonDocument filter() {
        return planner.filter();
    }

    String collection() {
        return planner.collection();
    }

    synchronized PlannedUnits plan(List<BsonDocument> documents) {
        if (documents.isEmpty()) {
            return PlannedUnits.NONE;
        }
        BatchPlan plan = planner.plan(documents);
        PlannedUnits units = PlannedUnits.of(documents, plan);
        // One such document is enough for the whole step, so the server is not asked again.
        mayStillMatch = mayStillMatch || units.changed().stream().anyMatch(plan::mayStillMatch);
        return units;
    }

    /** Whether a changed document of any plan may still match the filter. */
    synchronized boolean mayStillMatch() {
        return mayStillMatch;
    }

    synchronized void close() {
        planner.close();
    }
}
