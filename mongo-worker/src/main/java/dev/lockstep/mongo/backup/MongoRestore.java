package dev.lockstep.mongo.backup;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.mongo.backup.MongoCollectionRestore.TouchedCollection;
import dev.lockstep.mongo.journal.MongoStepJournal;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.MongoWriteWindow;
import dev.lockstep.worker.BackupManifest;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.List;

/** Restores the collections of a backup, one after the other. */
final class MongoRestore {
    private final MongoTargetDatabase database;
    private final int maxNames;
    private final RestoreMode mode;
    private final StepContext context;
    private final RestoreCounts counts = new RestoreCounts();
    private final List<String> notes = new ArrayList<>();

    /** @param maxNames maximum number of {@code _id}s that are held in memory */
    MongoRestore(MongoTargetDatabase database, int maxNames, RestoreMode mode, StepContext context) {
        this.database = database;
        this.maxNames = maxNames;
        this.mode = mode;
        this.context = context;
    }

    RestoreResult run(BackupReader backup) {
        BackupManifest manifest = backup.manifest();
        if (mode == RestoreMode.WRITE) {
            new MongoWriteWindow(database, context).awaitEarlierDispatch();
        }
        int number = 0;
        for (String collection : TouchedCollections.of(manifest.steps())) {
            restore(backup, collection, new CollectionFiles(++number));
        }
        MongoStepJournal journal = new MongoStepJournal(database);
        boolean hasJournal = manifest.steps().stream()
                .allMatch(step -> journal.read(keyOf(manifest, step)).step() != null);
        if (!hasJournal) {
            notes.add(
                    "later writes of applications cannot be told from those of the migration, because its journal is gone");
        }
        return counts.result(mode, hasJournal, notes);
    }

    private void restore(BackupReader backup, String collection, CollectionFiles files) {
        BackupManifest manifest = backup.manifest();
        List<StepKey> steps = manifest.steps().stream()
                .filter(step -> TouchedCollections.collectionOf(step).equals(collection))
                .map(step -> keyOf(manifest, step))
                .toList();
        CollectionMetadata metadata = backup.file(files.metadata(), CollectionMetadata::readFrom);
        MongoIndexRestore indexes = new MongoIndexRestore(database, mode, notes);
        indexes.createCollection(metadata);
        new MongoCollectionRestore(database, maxNames, mode, context, new TouchedCollection(collection, steps), counts)
                .run(backup, files);
        indexes.createIndexes(metadata);
    }

    private static StepKey keyOf(BackupManifest manifest, Step step) {
        return new StepKey(manifest.migration(), step.id());
    }
}
