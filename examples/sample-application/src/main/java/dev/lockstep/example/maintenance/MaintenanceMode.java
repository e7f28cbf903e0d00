package dev.lockstep.example.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the writes in progress, and lets no write begin while the application is in maintenance mode. */
final class MaintenanceMode {

    private final MaintenanceFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Instant> since;
    private int writesInProgress;

    MaintenanceMode(MaintenanceFile file) {
        this.file = file;
        this.since = file.since();
    }

    /** Registers a write. Returns false, and registers nothing, in maintenance mode. */
    boolean beginWrite() {
        lock.lock();
        try {
            if (since.isPresent()) {
                return false;
            }
            writesInProgress++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void endWrite() {
        lock.lock();
        try {
            writesInProgress--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses writes from now on, and waits until those in progress have ended, another request leaves, or the limit. */
    MaintenanceState enter(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            if (since.isEmpty()) {
                file.create();
                since = file.since();
            }
            long remaining = limit.toNanos();
            while (writesInProgress > 0 && since.isPresent() && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return state();
        } finally {
            lock.unlock();
        }
    }

    MaintenanceState leave() {
        lock.lock();
        try {
            file.delete();
            since = Optional.empty();
            changed.signalAll();
            return state();
        } finally {
            lock.unlock();
        }
    }

    MaintenanceState state() {
        lock.lock();
        try {
            return new MaintenanceState(since.isPresent(), since.orElse(null), writesInProgress);
        } finally {
            lock.unlock();
        }
    }
}
