package dev.lockstep.coordinator.call;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the due requests to endpoints at the same time, so that an endpoint that hangs does not hold up others. */
final class EndpointCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointCalls.class);
    private static final int MAX_PARALLEL = 32;
    // After a longer pause of the process, the request could overlap with that of another coordinator.
    private static final Duration LONGEST_START = Duration.ofSeconds(2);

    private final DueCalls dueCalls;
    private final EndpointCaller caller;
    private final LongSupplier nanoTime;
    private final Runnable onEnd;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MAX_PARALLEL);

    /**
     * @param nanoTime a monotonic clock
     * @param onEnd called after each request
     */
    EndpointCalls(DueCalls dueCalls, EndpointCaller caller, LongSupplier nanoTime, Runnable onEnd) {
        this.dueCalls = dueCalls;
        this.caller = caller;
        this.nanoTime = nanoTime;
        this.onEnd = onEnd;
    }

    /** Starts the requests that are due, until there is none or too many are under way. */
    void startAll() {
        boolean isContinued = true;
        while (isContinued && free.tryAcquire()) {
            isContinued = startNext();
        }
    }

    private boolean startNext() {
        Optional<DueCall> due = Optional.empty();
        long takenAt = nanoTime.getAsLong();
        try {
            due = dueCalls.takeNext();
        } finally {
            if (due.isEmpty()) {
                free.release();
            }
        }
        due.ifPresent(call -> threads.execute(() -> run(call, takenAt)));
        return due.isPresent();
    }

    // Catches everything at this boundary; the request is made again when its lease has ended.
    private void run(DueCall due, long takenAt) {
        try {
            if (nanoTime.getAsLong() - takenAt < LONGEST_START.toNanos()) {
                caller.call(due);
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.atWarn()
                    .addKeyValue("migration", due.migration())
                    .addKeyValue("endpoint", due.endpoint())
                    .addKeyValue("retryAfter", dueCalls.lease())
                    .setCause(e)
                    .log("A request to an endpoint could not be handled and will be repeated");
        } finally {
            free.release();
            onEnd.run();
        }
    }

    /** Ends the requests under way; another coordinator makes them again. */
    @Override
    public void close() {
        var _ = threads.shutdownNow();
    }
}
