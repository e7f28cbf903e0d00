package dev.lockstep.coordinator.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Limits how many tokens and sessions are looked up in the database at the same time. Requests that arrive together
 * wait here instead of in the connection pool, where the saga would wait with them.
 */
final class CredentialChecks {
    /** A quarter of the connections. */
    private static final int MAX_CHECKS = 4;

    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private final Semaphore checks = new Semaphore(MAX_CHECKS, true);

    /**
     * Looks up a token or a session.
     *
     * @throws TransientDataAccessResourceException if too many requests wait for their check
     */
    <T> Optional<T> run(Supplier<Optional<T>> search) {
        if (!isNext()) {
            throw new TransientDataAccessResourceException(
                    "a request has waited for %d s for the check of its token or session"
                            .formatted(MAX_WAIT.toSeconds()));
        }
        try {
            return search.get();
        } finally {
            checks.release();
        }
    }

    private boolean isNext() {
        try {
            return checks.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
