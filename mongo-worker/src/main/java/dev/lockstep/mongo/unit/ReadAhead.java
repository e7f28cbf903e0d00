package dev.lockstep.mongo.unit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes the next value on a second thread while the caller uses the current one. At most one value is computed ahead,
 * so at most two are in memory. One thread calls all methods.
 */
final class ReadAhead<T> implements AutoCloseable {
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("mongo-read-ahead").factory());
    private final Supplier<T> source;
    private @Nullable CompletableFuture<T> next;

    ReadAhead(Supplier<T> source) {
        this.source = source;
    }

    /** Starts to compute the next value, unless that has been started already. */
    void start() {
        next = started();
    }

    /** Returns the next value, and throws what the source has thrown. */
    T take() {
        CompletableFuture<T> started = started();
        next = null;
        return valueOf(started);
    }

    private CompletableFuture<T> started() {
        CompletableFuture<T> started = next;
        return started == null ? CompletableFuture.supplyAsync(source, reader) : started;
    }

    private static <T> T valueOf(CompletableFuture<T> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            throw unwrap(e);
        }
    }

    private static RuntimeException unwrap(CompletionException thrown) {
        return switch (thrown.getCause()) {
            case RuntimeException cause -> cause;
            case Error error -> throw error;
            case null, default -> thrown;
        };
    }

    /**
     * Waits until a value that is being computed is complete, and drops it. Throws what the source has thrown for it; in a
     * {@code try} statement that fails, this is attached to the failure.
     */
    @Override
    public void close() {
        reader.close();
        CompletableFuture<T> dropped = next;
        next = null;
        if (dropped != null) {
            valueOf(dropped);
        }
    }
}
