package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Tries again while a lock is not to be had: each attempt queues for a moment only, so that readers behind it do not
 * wait for the whole of it, and the pause between two is never the same.
 */
final class JdbcLockPatience {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final StepContext context;
    private final Duration patience;
    private final AtomicReference<String> blockers = new AtomicReference<>("");

    JdbcLockPatience(StepContext context, Duration patience) {
        this.context = context;
        this.patience = patience;
    }

    /** Takes note of who stood in the way, for people; an empty note changes nothing. */
    void blockedBy(String sessions) {
        if (!sessions.isEmpty()) {
            blockers.set(sessions);
        }
    }

    <T> T untilLocked(Supplier<T> attempt) {
        long giveUp = System.nanoTime() + patience.toNanos();
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                if (!PostgresFailures.isLockNotAvailable(e)) {
                    throw e;
                }
                if (System.nanoTime() > giveUp) {
                    throw blocked(e);
                }
            }
            LockSupport.parkNanos(jittered(pause));
            pause = pause.plus(pause).compareTo(LONGEST_PAUSE) < 0 ? pause.plus(pause) : LONGEST_PAUSE;
            context.checkpoint();
        }
    }

    private OperationFailed blocked(RuntimeException last) {
        StepFailure failure = PostgresFailures.of(last);
        String by = blockers.get().isEmpty() ? "" : "; blocked by " + blockers.get();
        return new OperationFailed(
                new StepFailure.Transient(
                        failure.code(), "%s; tried for %s%s".formatted(failure.message(), patience, by)),
                last);
    }

    private static long jittered(Duration pause) {
        return ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos() * 3 / 2);
    }
}
