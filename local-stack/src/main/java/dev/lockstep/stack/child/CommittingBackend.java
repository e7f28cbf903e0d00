package dev.lockstep.stack.child;

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
 * MongoDB's promise on top of the H2 store: what was acknowledged is on disk. Commands run side by side under the read
 * lock; a commit excludes them, so that it never holds half a document, and serves every command that ended before it.
 */
final class CommittingBackend extends H2Backend {

    private static final Set<String> READ_ONLY = Set.of(
            "aggregate", // $out and $merge write; see changes(…)
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
    private final AtomicLong ended = new AtomicLong();
    private long committed;

    CommittingBackend(MVStore store) {
        super(store);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new OrderedDatabase(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (command.equalsIgnoreCase("hello")) {
            return hello(super.handleCommand(channel, database, "isMaster", query));
        }
        if (!changes(command, query)) {
            return super.handleCommand(channel, database, command, query);
        }
        try {
            return change(channel, database, command, query);
        } finally {
            commit();
        }
    }

    private Document change(Channel channel, String database, String command, Document query) {
        lock.readLock().lock();
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            ended.incrementAndGet();
            lock.readLock().unlock();
        }
    }

    @Override
    public void commit() {
        long mine = ended.get();
        lock.writeLock().lock();
        try {
            if (committed < mine) {
                committed = ended.get();
                super.commit();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Document hello(Document answer) {
        answer.put("isWritablePrimary", answer.get("ismaster"));
        answer.put("readOnly", false);
        return answer;
    }

    // Whatever is not known to read is taken as a change: a needless commit costs time, a missing one data.
    private static boolean changes(String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        return !READ_ONLY.contains(name) || (name.equals("aggregate") && writes(query));
    }

    private static boolean writes(Document aggregate) {
        String pipeline = String.valueOf(aggregate.get("pipeline"));
        return pipeline.contains("$out") || pipeline.contains("$merge");
    }
}
