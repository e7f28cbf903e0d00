package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.CoordinatorUnavailable;
import dev.lockstep.cli.api.ErasureView;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for the answer to an erasure. The coordinator sends the request to the worker again until it gives up, so the
 * wait ends; meanwhile the coordinator may be unavailable for up to a minute.
 */
public final class ErasureFollower {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
    private static final Duration UNAVAILABLE_LIMIT = Duration.ofMinutes(1);

    private ErasureFollower() {}

    public static ErasureView awaitAnswer(CoordinatorClient coordinator, String migration, ErasureView requested) {
        ErasureView latest = requested;
        long reachedNanos = System.nanoTime();
        while (!latest.isAnswered()) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            try {
                latest = coordinator.erasure(migration, requested.number());
                reachedNanos = System.nanoTime();
            } catch (CoordinatorUnavailable e) {
                if (System.nanoTime() - reachedNanos > UNAVAILABLE_LIMIT.toNanos()) {
                    throw e;
                }
            }
        }
        return latest;
    }
}
