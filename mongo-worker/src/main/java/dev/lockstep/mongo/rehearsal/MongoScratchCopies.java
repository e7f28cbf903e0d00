package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.CopyProgress;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.ScratchMarker;
import dev.lockstep.worker.StepContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes copies of one MongoDB database, each in a database of its own. */
public final class MongoScratchCopies implements ScratchCopies {
    private static final Logger LOG = LoggerFactory.getLogger(MongoScratchCopies.class);
    private static final String ADMIN = "admin";

    private final TargetName name;
    private final MongoTargetDatabase target;
    private final MongoScratchServers servers;

    public MongoScratchCopies(TargetName name, MongoTargetDatabase target, MongoScratchServers servers) {
        this.name = name;
        this.target = target;
        this.servers = servers;
    }

    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        MongoScratchDatabase scratch = createDatabase(context);
        try {
            CopyProgress progress = new CopyProgress(context);
            MongoCollectionCopy copy = new MongoCollectionCopy(target, scratch.database(), progress);
            CopiedCollection.of(request.steps()).forEach(collection -> copy.run(collection, request.sample()));
            String database = scratch.database().name();
            return new MongoScratchCopy(scratch, servers.connect(database), progress.contents(database));
        } catch (RuntimeException thrown) {
            scratch.close();
            throw thrown;
        } catch (Error thrown) {
            scratch.abandon();
            throw thrown;
        }
    }

    /** Deletes what earlier attempts of the same rehearsal have left, and creates a database. */
    private MongoScratchDatabase createDatabase(StepContext context) {
        MongoTargetDatabase database = servers.open(ScratchName.create(name, context));
        try {
            int _ = delete(database, marker -> marker.isReplacedBy(context));
            return MongoScratchDatabase.create(database, name, context);
        } catch (RuntimeException thrown) {
            database.close();
            throw thrown;
        }
    }

    @Override
    public int deleteAbandoned() {
        try (MongoTargetDatabase server = servers.open(ADMIN)) {
            Instant now = Instant.ofEpochMilli(server.serverTime().getValue());
            return delete(server, marker -> marker.isAbandonedAt(now));
        }
    }

    private int delete(MongoTargetDatabase server, Predicate<ScratchMarker> condition) {
        int deleted = 0;
        for (String found : server.databaseNames(ScratchName.prefixOf(name))) {
            MongoScratchMarker marker = new MongoScratchMarker(server.sibling(found));
            Optional<ScratchMarker> copy = marker.read()
                    .filter(read -> read.isOf(name))
                    .filter(condition)
                    .filter(marker::deleteCopy);
            if (copy.isPresent()) {
                deleted++;
                LOG.atInfo()
                        .addKeyValue("copy", found)
                        .addKeyValue("migration", copy.get().migration())
                        .log("deleted the scratch copy of an interrupted rehearsal");
            }
        }
        return deleted;
    }
}
