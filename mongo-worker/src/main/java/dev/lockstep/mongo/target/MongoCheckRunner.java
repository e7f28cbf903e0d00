package dev.lockstep.mongo.target;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.worker.CheckRunner;
import java.time.Duration;

/** Counts the documents that match a check's filter. */
public final class MongoCheckRunner implements CheckRunner {
    private final MongoTargetDatabase database;

    public MongoCheckRunner(MongoTargetDatabase database) {
        this.database = database;
    }

    @Override
    public String run(Verification check, Duration limit) {
        if (!(check.count() instanceof Verification.Count.Documents documents)) {
            throw new IllegalArgumentException(
                    "the check is %s; a check of a MongoDB target needs count: {collection, filter}".formatted(check));
        }
        long count = database.collection(documents.collection(), limit)
                .countDocuments(ExtendedJson.parseDocument(documents.filter()));
        return Long.toString(count);
    }
}
