package dev.lockstep.mongo.backup;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** Backups of whole collections as BSON. */
public final class MongoBackups implements TargetBackups {
    /** Maximum number of {@code _id}s that a restore holds in memory, each with 32 to 64 bytes. */
    static final int MAX_NAMES = 1_000_000;

    private final MongoTargetDatabase database;
    private final int maxNames;

    public MongoBackups(MongoTargetDatabase database) {
        this(database, MAX_NAMES);
    }

    MongoBackups(MongoTargetDatabase database, int maxNames) {
        this.database = database;
        this.maxNames = maxNames;
    }

    @Override
    public String method() {
        return "mongo-bson";
    }

    @Override
    public void backUp(List<Step> steps, BackupWriter backup, StepContext context) {
        MongoCollectionExport export = new MongoCollectionExport(database, backup, context);
        int number = 0;
        for (String collection : TouchedCollections.of(steps)) {
            number++;
            if (export.write(collection, new CollectionFiles(number))) {
                backup.tool(new MongoDump(database.toolAccess(), collection, number, serverVersion()), context);
            }
        }
    }

    private String serverVersion() {
        return database.run(new BsonDocument("buildInfo", new BsonInt32(1)))
                .getString("version")
                .getValue();
    }

    @Override
    public RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context) {
        return new MongoRestore(database, maxNames, mode, context).run(backup);
    }
}
