package dev.lockstep.example.store;

import dev.lockstep.example.store.StoreAnswer.Answered;
import dev.lockstep.example.store.StoreAnswer.NoAnswer;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls all stores at the same time and waits for each one up to a limit. A call that takes longer continues until the
 * driver's own limit; {@link #MAX_RUNNING} bounds how many of them there can be.
 */
public final class StoreCalls {

    private static final int MAX_RUNNING = 24;
    private static final int MAX_REASON = 500;

    private final List<Store> stores;
    private final Executor threads;
    private final Semaphore running = new Semaphore(MAX_RUNNING);

    public StoreCalls(List<Store> stores, Executor threads) {
        this.stores = stores.stream().sorted(Comparator.comparing(Store::name)).toList();
        this.threads = threads;
    }

    /** Returns the answers in the order of the names of the stores. */
    public <T> SequencedMap<Store, StoreAnswer<T>> callAll(Function<Store, T> call, Duration limit) {
        SequencedMap<Store, CompletableFuture<StoreAnswer<T>>> started = new LinkedHashMap<>();
        stores.forEach(store -> started.put(store, start(() -> call.apply(store), limit)));
        SequencedMap<Store, StoreAnswer<T>> answers = new LinkedHashMap<>();
        started.forEach((store, answer) -> answers.put(store, answer.join()));
        return answers;
    }

    private <T> CompletableFuture<StoreAnswer<T>> start(Supplier<T> call, Duration limit) {
        long startNanos = System.nanoTime();
        if (!running.tryAcquire()) {
            return CompletableFuture.completedFuture(new NoAnswer<>(
                    "%d earlier calls of stores are still running".formatted(MAX_RUNNING), Duration.ZERO));
        }
        return CompletableFuture.supplyAsync(() -> runAndRelease(call), threads)
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .handle((value, failure) -> answer(value, failure, limit, since(startNanos)));
    }

    private <T> T runAndRelease(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            running.release();
        }
    }

    private static <T> StoreAnswer<T> answer(T value, Throwable failure, Duration limit, Duration duration) {
        return failure == null ? new Answered<>(value, duration) : new NoAnswer<>(reason(failure, limit), duration);
    }

    private static String reason(Throwable failure, Duration limit) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return "no answer within %,d ms".formatted(limit.toMillis());
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "...";
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
