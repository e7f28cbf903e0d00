package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.worker.ScratchHeartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claimed logical database of one copy, until it is deleted. */
final class RedisScratchDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisScratchDatabase.class);

    private final RedisConnections connections;
    private final int database;
    private final String token;
    private final ScratchHeartbeat heartbeat;

    /**
     * Starts to keep the marker fresh.
     *
     * @param connections connections to the database; they are closed with the copy
     * @param token the token of the marker
     */
    RedisScratchDatabase(RedisConnections connections, int database, String token) {
        this.connections = connections;
        this.database = database;
        this.token = token;
        this.heartbeat = ScratchHeartbeat.start(name(), () -> RedisCopyMarker.refresh(connections.shared(), token));
    }

    int database() {
        return database;
    }

    String name() {
        return "database %d".formatted(database);
    }

    RedisConnections connections() {
        return connections;
    }

    void ensureInUse() {
        heartbeat.ensureInUse();
    }

    /** Closes the connections and leaves the copy, which is abandoned then. */
    void abandon() {
        heartbeat.close();
        connections.close();
    }

    @Override
    public void close() {
        heartbeat.close();
        try (connections) {
            if (!RedisCopyMarker.delete(connections.shared(), token)) {
                LOG.atWarn()
                        .addKeyValue("copy", name())
                        .log("did not delete a scratch copy, because its marker is gone or of another copy");
            }
        } catch (RuntimeException thrown) {
            LOG.atWarn()
                    .setCause(thrown)
                    .addKeyValue("copy", name())
                    .log("could not delete a scratch copy; a worker deletes it later");
        }
    }
}
