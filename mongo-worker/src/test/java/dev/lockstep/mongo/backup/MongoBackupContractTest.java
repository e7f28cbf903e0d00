package dev.lockstep.mongo.backup;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.backup.BackupContract;
import org.bson.BsonDocument;

class MongoBackupContractTest extends BackupContract<MongoTestDatabase> {
    private static final int DOCUMENTS = 23;

    @Override
    protected MongoTestDatabase freshStore() {
        MongoTestDatabase database = new MongoTestDatabase();
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("units", "{_id: %d, v: 1}".formatted(id));
        }
        return database;
    }

    @Override
    protected StepOperation operation() {
        return MongoOperations.update("units", "{}", "{'$set': {'v': 2}}");
    }

    @Override
    protected String failpoint() {
        return "mongo.restore.before-write";
    }

    @Override
    protected void writeByApplication(MongoTestDatabase written) {
        written.collection("units")
                .updateOne(
                        BsonDocument.parse("{_id: 1}"),
                        BsonDocument.parse("{$set: {name: 'written by an application'}}"));
    }
}
