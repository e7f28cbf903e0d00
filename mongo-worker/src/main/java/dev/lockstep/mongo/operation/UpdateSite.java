package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.journal.MongoWriteWindow;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.util.function.Supplier;

/** All that one dispatch works with. */
record UpdateSite(
        ParsedUpdate update,
        StepContext context,
        MongoDocuments documents,
        MongoUnitJournal units,
        MongoWriteWindow window,
        MongoScratch scratch) {
    static UpdateSite of(MongoStore store, ParsedUpdate update, StepContext context) {
        return new UpdateSite(
                update,
                context,
                new MongoDocuments(store, update),
                new MongoUnitJournal(store, context.key(), context.dispatch()),
                new MongoWriteWindow(store, context),
                new MongoScratch(store, update, context.dispatch().toString()));
    }

    /** Works with nobody before it still writing, and leaves nothing behind when it ends or gives way. */
    <T> T tidily(Supplier<T> work) {
        window.awaitPredecessor();
        scratch.dropLeftovers();
        try {
            T result = work.get();
            tidy();
            return result;
        } catch (DispatchSuperseded superseded) {
            tidy();
            throw superseded;
        }
    }

    // After any other failure a write may still be under way, and the next dispatch tidies up.
    private void tidy() {
        scratch.close();
        window.close();
    }
}
