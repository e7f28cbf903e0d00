package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Removes all collections of Lockstep from a database. The one with the identity and the fence is dropped last, so that a
 * removal that was interrupted can be repeated. A collection of somebody else whose name begins like ours stays.
 */
public final class MongoJournalRemoval {
    private static final Set<String> NAMES =
            Set.of(JournalNames.UNIT_ROWS, JournalNames.REHEARSAL, JournalNames.JOURNAL);

    private MongoJournalRemoval() {}

    public static UninstallResult run(MongoTargetDatabase database, boolean dryRun) {
        List<UninstallResult.Item> removed = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<String> found = database.collectionNames(JournalNames.COLLECTION_PREFIX).stream()
                .sorted()
                .toList();
        found.stream()
                .filter(name -> !isOurs(name))
                .forEach(name -> notes.add("collection %s stays: Lockstep did not create it".formatted(name)));
        found.stream()
                .filter(name -> isOurs(name) && !name.equals(JournalNames.JOURNAL))
                .forEach(name -> removed.add(remove(database, name, dryRun)));
        if (found.contains(JournalNames.JOURNAL)) {
            removed.add(remove(database, JournalNames.JOURNAL, dryRun));
        }
        return new UninstallResult(dryRun, removed, notes);
    }

    private static boolean isOurs(String collection) {
        return NAMES.contains(collection) || collection.startsWith(JournalNames.SCRATCH_PREFIX);
    }

    private static UninstallResult.Item remove(MongoTargetDatabase database, String name, boolean dryRun) {
        long documents = database.collection(name).estimatedDocumentCount();
        if (!dryRun) {
            database.collection(name).drop();
        }
        return new UninstallResult.Item("collection", name, documents);
    }
}
