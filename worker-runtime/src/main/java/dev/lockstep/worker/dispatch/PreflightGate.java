package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import java.util.concurrent.Semaphore;

/**
 * Lets few preflights at a target at a time. Those of a long plan come all at once, and more of them than the target has
 * connections would only keep each other waiting until they fail. Nothing else waits here: a target has one other
 * dispatch at most.
 */
final class PreflightGate {
    static final int AT_ONCE = 2;

    private final Semaphore places = new Semaphore(AT_ONCE, true);

    void pass(Command command, Runnable work) {
        if (!(command instanceof Command.Preflight)) {
            work.run();
            return;
        }
        places.acquireUninterruptibly();
        try {
            work.run();
        } finally {
            places.release();
        }
    }
}
