package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.util.function.Supplier;

/** What one dispatch works with. */
record UnitDispatch(
        DocumentPlanner planner,
        StepContext context,
        MongoUnitDocuments documents,
        MongoUnitJournal journal,
        MongoWriteWindow window) {
    static UnitDispatch of(MongoTargetDatabase database, DocumentPlanner planner, StepContext context) {
        return new UnitDispatch(
                planner,
                context,
                new MongoUnitDocuments(database, planner),
                new MongoUnitJournal(database, context.key(), context.dispatch()),
                new MongoWriteWindow(database, context));
    }

    /** Runs the work once no earlier dispatch can write, and cleans up after success or when superseded. */
    <T> T run(Supplier<T> work) {
        window.awaitEarlierDispatch();
        planner.prepare();
        try {
            T result = work.get();
            cleanUp();
            return result;
        } catch (DispatchSuperseded superseded) {
            cleanUp();
            throw superseded;
        }
    }

    // After any other failure a write may still be running on the server, and the next dispatch cleans up.
    private void cleanUp() {
        planner.close();
        window.close();
    }
}
