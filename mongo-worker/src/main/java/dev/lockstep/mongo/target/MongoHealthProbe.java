package dev.lockstep.mongo.target;

import com.mongodb.MongoCommandException;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.HealthProbe;
import dev.lockstep.worker.HealthReading;
import dev.lockstep.worker.HealthSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the health of a MongoDB deployment: the time of a ping, the lag of secondaries, and the cache. A command that the
 * server does not have, or does not permit to the user, is not sent again.
 */
public final class MongoHealthProbe implements HealthProbe {
    private static final Logger LOG = LoggerFactory.getLogger(MongoHealthProbe.class);
    private static final String REPLICATION = "replSetGetStatus";
    private static final String CONFIGURATION = "replSetGetConfig";
    private static final String SERVER_STATUS = "serverStatus";
    /** Not permitted, unknown, no replica set, not supported. */
    private static final Set<Integer> NOT_AVAILABLE = Set.of(13, 59, 76, 115);
    /** Sections that are read by default and take most of the time. */
    private static final List<String> UNUSED_SECTIONS = List.of(
            "repl",
            "metrics",
            "locks",
            "tcmalloc",
            "network",
            "opcounters",
            "opLatencies",
            "transactions",
            "storageEngine");

    private final MongoTargetDatabase database;
    private final MongoHealthLimits limits;
    private final Set<String> unavailable = ConcurrentHashMap.newKeySet();

    public MongoHealthProbe(MongoTargetDatabase database, MongoHealthLimits limits) {
        this.database = database;
        this.limits = limits;
    }

    @Override
    public HealthReading read(StepOperation operation) {
        List<HealthIssue> issues = new ArrayList<>();
        latency().ifPresent(issues::add);
        lag().ifPresent(issues::add);
        issues.addAll(cache());
        return new HealthReading(issues, true);
    }

    private Optional<HealthIssue> latency() {
        Duration limit = limits.common().latency();
        if (limit == null) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        database.run(new BsonDocument("ping", new BsonInt32(1)));
        Duration found = Duration.ofNanos(System.nanoTime() - start);
        return found.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(HealthIssue.of(HealthSignal.LATENCY, "latency", found, limit));
    }

    /** The configuration, which has the intended delays, is read only while a secondary lags. */
    private Optional<HealthIssue> lag() {
        Duration limit = limits.replicaLag();
        if (limit == null) {
            return Optional.empty();
        }
        return runOnAdmin(new BsonDocument(REPLICATION, new BsonInt32(1)))
                .map(ReplicaSetLag::of)
                .filter(lag -> lag.beyond(limit).isPresent())
                .map(lag -> lag.withDelays(runOnAdmin(new BsonDocument(CONFIGURATION, new BsonInt32(1)))))
                .flatMap(lag -> lag.beyond(limit));
    }

    private List<HealthIssue> cache() {
        if (!limits.readsCache()) {
            return List.of();
        }
        BsonDocument command = new BsonDocument(SERVER_STATUS, new BsonInt32(1));
        UNUSED_SECTIONS.forEach(section -> command.append(section, BsonBoolean.FALSE));
        Optional<WiredTigerCache> cache = runOnAdmin(command).map(WiredTigerCache::of);
        if (cache.isPresent() && cache.get().max() == 0) {
            unavailable.add(SERVER_STATUS);
        }
        return cache.stream().flatMap(found -> found.issues(limits).stream()).toList();
    }

    private Optional<BsonDocument> runOnAdmin(BsonDocument command) {
        String name = command.getFirstKey();
        if (unavailable.contains(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(database.runOnAdmin(command));
        } catch (MongoCommandException e) {
            if (!NOT_AVAILABLE.contains(e.getErrorCode())) {
                throw e;
            }
            unavailable.add(name);
            LOG.atInfo()
                    .addKeyValue("command", name)
                    .addKeyValue("reason", e.getErrorMessage())
                    .log("this part of the health of the target is not available and holds no step back");
            return Optional.empty();
        }
    }
}
