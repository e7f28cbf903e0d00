package dev.lockstep.benchmark;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Runs one migration after the other on each set until it is stopped. Reports a failure instead of a lower rate. */
final class MigrationLoad implements AutoCloseable {

    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final LongAdder completed = new LongAdder();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<CompletableFuture<Void>> running;

    /**
     * Starts the load.
     *
     * @param migration runs one migration on the given set, and throws if the migration fails
     */
    MigrationLoad(List<String> sets, Consumer<String> migration) {
        this.running = sets.stream()
                .map(set -> CompletableFuture.runAsync(() -> runUntilStopped(set, migration), threads))
                .toList();
    }

    private void runUntilStopped(String set, Consumer<String> migration) {
        while (!isStopped.get()) {
            migration.accept(set);
            completed.increment();
        }
    }

    /**
     * Returns the number of migrations that have completed.
     *
     * @throws java.util.concurrent.CompletionException if a migration has failed; its set then runs no more migrations
     */
    long completed() {
        running.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
        return completed.sum();
    }

    /**
     * Waits until the last migration of each set has completed.
     *
     * @throws java.util.concurrent.CompletionException if a migration has failed
     */
    void stop() {
        isStopped.set(true);
        running.forEach(CompletableFuture::join);
    }

    /** Stops the load without reporting failures. */
    @Override
    public void close() {
        isStopped.set(true);
        threads.close();
    }
}
