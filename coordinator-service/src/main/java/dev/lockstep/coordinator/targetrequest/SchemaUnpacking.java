package dev.lockstep.coordinator.targetrequest;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets only a few requests unpack definitions at the same time, because each of them needs much memory. What a response
 * shows stays in memory until it is sent.
 */
final class SchemaUnpacking {
    private static final int AT_ONCE = 2;

    private final Semaphore permits = new Semaphore(AT_ONCE, true);

    /** Runs the work when it is its turn. */
    <T> T run(Supplier<T> work) {
        permits.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
