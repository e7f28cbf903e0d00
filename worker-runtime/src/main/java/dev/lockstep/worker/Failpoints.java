package dev.lockstep.worker;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Named points at which a crash hurts most; nothing happens at them unless a fault test asks for it.
 *
 * <p>The system property {@value #PROPERTY}, or the environment variable {@value #VARIABLE}, makes a process misbehave:
 * {@code mongo.update.after-pre-image=halt@2,runner.after-intent=pause:30s} ({@code halt}, {@code throw} or
 * {@code pause:<seconds>s}; {@code @n} for the n-th time, the first without it). A test inside the process watches.
 */
public final class Failpoints {
    static final String PROPERTY = "lockstep.failpoints";
    static final String VARIABLE = "LOCKSTEP_FAILPOINTS";
    private static final AtomicReference<Consumer<String>> WATCHER =
            new AtomicReference<>(ArmedFailpoints.of(System.getProperties(), System.getenv()));

    private Failpoints() {}

    /** Passes, unless a fault test has something to happen here. */
    public static void hit(String point) {
        WATCHER.get().accept(point);
    }

    /** Tells the watcher of every point that any thread passes, until closed; one watcher at a time. */
    static Watch watch(Consumer<String> watcher) {
        Consumer<String> before = WATCHER.getAndSet(watcher);
        return () -> WATCHER.set(before);
    }

    /** Watching, until closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
