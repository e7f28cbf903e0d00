package dev.lockstep.postgres.session;

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
 * Retries an attempt while a lock is not available. Each attempt waits only for {@code lock-timeout}, because other
 * sessions queue behind it for as long. The pauses between attempts grow and have jitter.
 */
final class JdbcLockRetry {
    private static final Duration MIN_PAUSE = Duration.ofMillis(50);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

    private final StepContext context;
    private final Duration timeout;
    private final AtomicReference<String> blockers = new AtomicReference<>("");

    JdbcLockRetry(StepContext context, Duration timeout) {
        this.context = context;
        this.timeout = timeout;
    }

    /** Keeps the sessions that hold the lock for the failure's message; an empty string keeps the earlier ones. */
    void recordBlockers(String sessions) {
        if (!sessions.isEmpty()) {
            blockers.set(sessions);
        }
    }

    <T> T run(Supplier<T> attempt) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Duration pause = MIN_PAUSE;
        while (true) {
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                if (!PostgresFailures.isLockNotAvailable(e)) {
                    throw e;
                }
                if (System.nanoTime() > deadline) {
                    throw lockNotAvailable(e);
                }
            }
            LockSupport.parkNanos(withJitter(pause));
            pause = pause.plus(pause).compareTo(MAX_PAUSE) < 0 ? pause.plus(pause) : MAX_PAUSE;
            context.checkpoint();
        }
    }

    private OperationFailed lockNotAvailable(RuntimeException last) {
        StepFailure failure = PostgresFailures.of(last);
        String blockedBy = blockers.get().isEmpty() ? "" : "; blocked by " + blockers.get();
        String message = "%s; retried for %d ms%s".formatted(failure.message(), timeout.toMillis(), blockedBy);
        return new OperationFailed(new StepFailure.Transient(failure.code(), message), last);
    }

    private static long withJitter(Duration pause) {
        return ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos() * 3 / 2);
    }
}
