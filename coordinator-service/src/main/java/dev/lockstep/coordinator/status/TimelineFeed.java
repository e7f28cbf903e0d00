package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The timeline of one migration for all its followers. They share what was read last.
 *
 * <p>The monitor is never held during a query, because commits and other followers wait for it.
 */
final class TimelineFeed {
    private final MigrationId migration;
    private final JdbcTimeline timeline;
    // Held while the timeline is read, so that followers that wake up together read it once.
    private final ReentrantLock reading = new ReentrantLock();
    // Guarded by the lock.
    private List<TimelineEntry> lastRead = List.of();
    // Guarded by the monitor.
    private long version;
    private int followers;
    private boolean isClosed;

    TimelineFeed(MigrationId migration, JdbcTimeline timeline) {
        this.migration = migration;
        this.timeline = timeline;
    }

    MigrationId migration() {
        return migration;
    }

    synchronized void addFollower() {
        followers++;
    }

    /** Returns the number of remaining followers. */
    synchronized int removeFollower() {
        followers--;
        return followers;
    }

    synchronized void advanceTo(long newVersion) {
        if (newVersion > version) {
            version = newVersion;
            notifyAll();
        }
    }

    private synchronized long version() {
        return version;
    }

    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** Reads the next events after a sequence number, as many as are read at once. */
    List<TimelineEntry> read(long sequence) {
        reading.lock();
        try {
            return readWhileLocked(sequence);
        } finally {
            reading.unlock();
        }
    }

    private List<TimelineEntry> readWhileLocked(long sequence) {
        if (sequence == 0) {
            // The first event has the whole plan, so it is not kept in memory.
            return readFromDatabase(sequence);
        }
        if (!hasRead(sequence)) {
            lastRead = readFromDatabase(sequence);
        }
        return lastRead.stream().filter(entry -> entry.sequence() > sequence).toList();
    }

    private List<TimelineEntry> readFromDatabase(long sequence) {
        JdbcTimeline.Part part = timeline.after(migration, sequence);
        if (!part.entries().isEmpty()) {
            advanceTo(part.entries().getLast().sequence() + (part.hasMore() ? 1 : 0));
        }
        return part.entries();
    }

    private boolean hasRead(long sequence) {
        return !lastRead.isEmpty()
                && lastRead.getFirst().sequence() <= sequence + 1
                && lastRead.getLast().sequence() >= version();
    }

    /** Waits until there are events after a sequence number, but not longer than the limit, and reads them. */
    List<TimelineEntry> await(long sequence, Duration limit) throws InterruptedException {
        return hasEventsAfter(sequence, limit) ? read(sequence) : List.of();
    }

    /** Whether there are events after a sequence number, as far as it is known. */
    synchronized boolean hasEventsAfter(long sequence) {
        return version > sequence;
    }

    private synchronized boolean hasEventsAfter(long sequence, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long remaining = limit.toMillis();
        while (version <= sequence && remaining > 0 && !isClosed) {
            wait(remaining);
            remaining = (deadline - System.nanoTime()) / 1_000_000;
        }
        return version > sequence;
    }
}
