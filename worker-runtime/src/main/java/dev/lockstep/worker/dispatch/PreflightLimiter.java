package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import java.util.concurrent.Semaphore;

/**
 * Limits the number of concurrent preflights, checks and erasures on one target, together. A long plan sends all its preflights
 * at once, and many erasures can be requested at once; if they were more than the target has connections, some would
 * time out. Other commands are not limited, because a target runs at most one of them.
 */
final class PreflightLimiter {
    static final int MAX_CONCURRENT = 2;

    private final Semaphore permits = new Semaphore(MAX_CONCURRENT, true);

    private static boolean isLimited(Command command) {
        return command instanceof Command.Preflight
                || command instanceof Command.Check
                || command instanceof Command.Erase;
    }

    void run(Command command, Runnable work) {
        if (!isLimited(command)) {
            work.run();
            return;
        }
        permits.acquireUninterruptibly();
        try {
            work.run();
        } finally {
            permits.release();
        }
    }
}
