package dev.lockstep.worker;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Named points in the code at which fault tests inject crashes and pauses. A point without a configured fault has no
 * effect.
 *
 * <p>The system property {@value #PROPERTY} or the environment variable {@value #VARIABLE} configures faults, for
 * example {@code mongo.update.after-pre-image=halt@2,runner.after-intent=pause:30s}. A fault is {@code halt},
 * {@code throw} or {@code pause:<seconds>s}; {@code @n} selects the n-th hit, by default the first. Tests in the same
 * process use {@link #watch}.
 */
public final class Failpoints {
    static final String PROPERTY = "lockstep.failpoints";
    static final String VARIABLE = "LOCKSTEP_FAILPOINTS";
    private static final AtomicReference<Consumer<String>> WATCHER =
            new AtomicReference<>(ConfiguredFailpoints.of(System.getProperties(), System.getenv()));

    private Failpoints() {}

    /** Marks a point in the code and runs the fault that is configured for it. */
    public static void hit(String point) {
        WATCHER.get().accept(point);
    }

    /** Calls the watcher at every point that any thread reaches, until closed. There is one watcher at a time. */
    static Watch watch(Consumer<String> watcher) {
        Consumer<String> previous = WATCHER.getAndSet(watcher);
        return () -> WATCHER.set(previous);
    }

    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
