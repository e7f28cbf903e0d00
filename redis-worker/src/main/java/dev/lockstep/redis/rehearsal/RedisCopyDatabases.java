package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.redis.connection.RedisAddress;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.ScratchMarker;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logical databases with copies of one target: claims one for a copy, and deletes those that nobody uses. */
final class RedisCopyDatabases {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCopyDatabases.class);
    /** Every server has it. */
    private static final int FIRST_DATABASE = 0;

    private final TargetName name;
    private final int ownDatabase;
    private final RedisConnections target;
    private final RedisScratchServers servers;

    RedisCopyDatabases(TargetSettings settings, RedisConnections target, RedisScratchServers servers) {
        this.name = settings.name();
        this.ownDatabase = RedisAddress.of(settings).database();
        this.target = target;
        this.servers = servers;
    }

    /** Deletes what earlier attempts of the same rehearsal have left, and claims a database. */
    RedisScratchDatabase claim(StepContext context) {
        try (RedisConnections server = servers.open(FIRST_DATABASE);
                RedisSession session = server.open()) {
            RedisDatabaseList databases = new RedisDatabaseList(session, servers.database());
            int _ = delete(databases, marker -> marker.isReplacedBy(context));
            boolean isSameServer = session.runId().equals(target.shared().runId());
            String token = UUID.randomUUID().toString();
            int database = new RedisDatabaseClaim(databases, name, number -> ownerOf(number, isSameServer))
                    .run(token, context);
            return new RedisScratchDatabase(servers.open(database), database, token);
        }
    }

    private String ownerOf(int database, boolean isSameServer) {
        return isSameServer && database == ownDatabase ? name.toString() : servers.targetWith(database);
    }

    /** Deletes the copies that nobody uses, and returns their number. */
    int deleteAbandoned() {
        try (RedisConnections server = servers.open(FIRST_DATABASE);
                RedisSession session = server.open()) {
            Instant now = session.serverTime();
            return delete(new RedisDatabaseList(session, servers.database()), marker -> marker.isAbandonedAt(now));
        }
    }

    private int delete(RedisDatabaseList databases, Predicate<ScratchMarker> condition) {
        int deleted = 0;
        for (int database : databases.withKeys()) {
            Optional<RedisCopyMarker> copy = deleteIfUnused(databases, database, condition);
            if (copy.isPresent()) {
                deleted++;
                LOG.atInfo()
                        .addKeyValue("database", database)
                        .addKeyValue("migration", copy.get().content().migration())
                        .log("deleted the scratch copy of an interrupted rehearsal");
            }
        }
        return deleted;
    }

    private Optional<RedisCopyMarker> deleteIfUnused(
            RedisDatabaseList databases, int database, Predicate<ScratchMarker> condition) {
        return databases.select(database).isEmpty()
                ? RedisCopyMarker.read(databases.session())
                        .filter(marker -> marker.content().isOf(name))
                        .filter(marker -> condition.test(marker.content()))
                        .filter(marker -> marker.deleteIfUnused(databases.session()))
                : Optional.empty();
    }
}
