package dev.lockstep.mongo.target;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.mongo.store.ExtendedJson;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.CheckRunner;
import java.time.Duration;

/** Counts the documents that a check's filter matches, within its time. */
final class MongoCheckRunner implements CheckRunner {
    private final MongoStore store;

    MongoCheckRunner(MongoStore store) {
        this.store = store;
    }

    @Override
    public String run(Verification check, Duration limit) {
        if (!(check.count() instanceof Verification.Count.Documents documents)) {
            throw new IllegalArgumentException(
                    "a check on MongoDB counts documents of a collection: %s".formatted(check));
        }
        long found = store.collection(documents.collection(), limit)
                .countDocuments(ExtendedJson.document(documents.filter()));
        return Long.toString(found);
    }
}
