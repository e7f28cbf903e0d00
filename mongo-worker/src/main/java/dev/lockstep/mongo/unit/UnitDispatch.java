package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.MongoScratchCollections;
import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.WriteTime;
import java.util.function.Supplier;

/**
 * The database, planner, context, documents, journal and write window of one dispatch, and the write time of its
 * target.
 */
record UnitDispatch(
        MongoTargetDatabase database,
        UnitPlanner planner,
        StepContext context,
        MongoUnitDocuments documents,
        MongoUnitJournal journal,
        MongoWriteWindow window,
        WriteTime writeTime) {
    static UnitDispatch of(MongoTargetDatabase database, DocumentPlanner planner, StepContext context) {
        return new UnitDispatch(
                database,
                new UnitPlanner(planner),
                context,
                new MongoUnitDocuments(
                        database, planner, context.batchSize(database.options().batchSize())),
                new MongoUnitJournal(database, context.key(), context.dispatch()),
                new MongoWriteWindow(database, context),
                database.writeTime());
    }

    /**
     * Waits until no earlier dispatch can write, drops what earlier dispatches and dry runs have left, then runs the
     * work. Cleans up if the work succeeds or the dispatch is superseded.
     */
    <T> T run(Supplier<T> work) {
        window.awaitEarlierDispatch();
        MongoScratchCollections.dropAll(database);
        try {
            T result = work.get();
            cleanUp();
            return result;
        } catch (DispatchSuperseded superseded) {
            cleanUp();
            throw superseded;
        }
    }

    // Not called after any other failure: a write may still run on the server, and the next dispatch cleans up.
    private void cleanUp() {
        planner.close();
        window.close();
    }
}
