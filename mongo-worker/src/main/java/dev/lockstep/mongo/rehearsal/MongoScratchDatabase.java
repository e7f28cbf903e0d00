package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.ScratchHeartbeat;
import dev.lockstep.worker.StepContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of one copy, from its marker until it is deleted. */
final class MongoScratchDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MongoScratchDatabase.class);

    private final MongoTargetDatabase database;
    private final ScratchHeartbeat heartbeat;

    private MongoScratchDatabase(MongoTargetDatabase database, ScratchHeartbeat heartbeat) {
        this.database = database;
        this.heartbeat = heartbeat;
    }

    /**
     * Writes the marker, which creates the database.
     *
     * @param database a database with a new name; it is closed with the copy
     */
    static MongoScratchDatabase create(MongoTargetDatabase database, TargetName target, StepContext context) {
        MongoScratchMarker marker = new MongoScratchMarker(database);
        marker.write(target, context);
        return new MongoScratchDatabase(database, ScratchHeartbeat.start(database.name(), marker::refresh));
    }

    MongoTargetDatabase database() {
        return database;
    }

    void ensureInUse() {
        heartbeat.ensureInUse();
    }

    /** Closes the connections and leaves the database, which is abandoned then. */
    void abandon() {
        heartbeat.close();
        database.close();
    }

    @Override
    public void close() {
        heartbeat.close();
        try (database) {
            database.drop();
        } catch (RuntimeException thrown) {
            LOG.atWarn()
                    .setCause(thrown)
                    .addKeyValue("copy", database.name())
                    .log("could not delete a scratch copy; a worker deletes it later");
        }
    }
}
