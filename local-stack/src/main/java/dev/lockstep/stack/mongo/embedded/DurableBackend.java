package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * Commits every write to the H2 file before it is acknowledged. Writes run concurrently under the read lock. A commit
 * takes the write lock, so it contains only complete commands. One commit covers all commands that ended before it.
 */
final class DurableBackend extends H2Backend {

    private static final Set<String> READ_ONLY = Set.of(
            "aggregate", // Unless it has $out or $merge, see isWrite().
            "buildinfo",
            "collstats",
            "connectionstatus",
            "count",
            "dbstats",
            "distinct",
            "find",
            "getlasterror",
            "getmore",
            "hello",
            "ismaster",
            "killcursors",
            "listcollections",
            "listdatabases",
            "listindexes",
            "ping",
            "serverstatus",
            "whatsmyuri");

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final AtomicLong endedCommands = new AtomicLong();
    private long committedCommands;

    DurableBackend(MVStore store) {
        super(store);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new BsonDatabase(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (command.equalsIgnoreCase("hello")) {
            return hello(super.handleCommand(channel, database, "isMaster", query));
        }
        if (!isWrite(command, query)) {
            return super.handleCommand(channel, database, command, query);
        }
        try {
            return runWrite(channel, database, command, query);
        } finally {
            commit();
        }
    }

    private Document runWrite(Channel channel, String database, String command, Document query) {
        lock.readLock().lock();
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            endedCommands.incrementAndGet();
            lock.readLock().unlock();
        }
    }

    @Override
    public void commit() {
        long commandsToCommit = endedCommands.get();
        lock.writeLock().lock();
        try {
            if (committedCommands < commandsToCommit) {
                committedCommands = endedCommands.get();
                super.commit();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Document hello(Document isMaster) {
        isMaster.put("isWritablePrimary", isMaster.get("ismaster"));
        isMaster.put("readOnly", false);
        return isMaster;
    }

    // An unknown command counts as a write: an unneeded commit costs time, a missing commit loses data.
    private static boolean isWrite(String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        return !READ_ONLY.contains(name) || (name.equals("aggregate") && hasWritingStage(query));
    }

    private static boolean hasWritingStage(Document aggregate) {
        String pipeline = String.valueOf(aggregate.get("pipeline"));
        return pipeline.contains("$out") || pipeline.contains("$merge");
    }
}
