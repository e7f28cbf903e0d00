package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.CoordinatorUnavailable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for the answer to a request. The coordinator sends the request to the worker again until it gives up, so the
 * wait ends; meanwhile the coordinator may be unavailable for up to a minute.
 */
public final class AnswerFollower {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
    private static final Duration UNAVAILABLE_LIMIT = Duration.ofMinutes(1);

    private AnswerFollower() {}

    /**
     * Reads the request until it has its answer.
     *
     * @param read reads it again
     */
    public static <T> T await(T requested, Predicate<T> isAnswered, Supplier<T> read) {
        T latest = requested;
        long reachedNanos = System.nanoTime();
        while (!isAnswered.test(latest)) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            try {
                latest = read.get();
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
