package dev.lockstep.mongo.backup;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.backup.BackupRun;
import java.nio.file.Path;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database with a collection that one operation changes, and a directory for its backups. */
abstract class MongoBackupFixture {
    static final MongoOperation OPERATION = MongoOperations.update("units", "{}", "{'$set': {'v': 2}}");
    final MongoTestDatabase database = new MongoTestDatabase();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    BackupRun run;

    @BeforeEach
    void connect() {
        run = new BackupRun(database.connect(), directory, OPERATION);
    }

    @AfterEach
    void close() {
        run.close();
        database.close();
    }

    final void seed(int documents) {
        for (int id = 0; id < documents; id++) {
            database.insert("units", "{_id: %d, v: 1, name: 'n%d'}".formatted(id, id));
        }
    }

    static BsonDocument id(int id) {
        return new BsonDocument("_id", new BsonInt32(id));
    }

    static BsonDocument set(String json) {
        return new BsonDocument("$set", BsonDocument.parse(json));
    }
}
