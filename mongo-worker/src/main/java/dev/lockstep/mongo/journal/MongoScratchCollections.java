package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.function.Predicate;

/** Drops the scratch collections that earlier dispatches could not drop. */
public final class MongoScratchCollections {
    private MongoScratchCollections() {}

    /**
     * Drops all scratch collections. A preflight or a dry run that still uses one fails as transient, and is sent
     * again.
     */
    public static void dropAll(MongoTargetDatabase database) {
        drop(database, _ -> true);
    }

    /**
     * Drops the scratch collections that dry runs below this dispatch have left. One that still runs is superseded, or
     * fails as transient.
     */
    public static void dropOfDryRunsBelow(MongoTargetDatabase database, DispatchNumber dispatch) {
        drop(database, name -> JournalNames.isScratchOfDryRunBelow(name, dispatch));
    }

    private static void drop(MongoTargetDatabase database, Predicate<String> names) {
        database.collectionNames(JournalNames.SCRATCH_PREFIX).stream()
                .filter(names)
                .forEach(name -> database.collection(name).drop());
    }
}
