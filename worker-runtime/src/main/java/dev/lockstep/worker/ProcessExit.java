package dev.lockstep.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when it runs out of memory: it cannot keep its promises any more, and whatever starts it brings it
 * back. All other errors end only their task.
 */
public final class ProcessExit {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);
    // The exit code of -XX:+ExitOnOutOfMemoryError, which covers only some of these errors.
    private static final int EXIT_CODE = 3;

    private ProcessExit() {}

    /** Ends the process at once if the error is an {@link OutOfMemoryError}, or was caused by one. */
    public static void ifOutOfMemory(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                halt(thrown);
            }
        }
    }

    /** Wraps a periodic task: a failed run is logged, and the next run still happens. */
    public static Runnable guard(String task, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error thrown) {
                ifOutOfMemory(thrown);
                LOG.atError().addKeyValue("task", task).setCause(thrown).log("periodic task failed; it runs again");
            }
        };
    }

    /** Handles errors that end a thread: an {@link OutOfMemoryError} ends the process, all others are logged. */
    public static void handleUncaught() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            ifOutOfMemory(thrown);
            LOG.atError()
                    .addKeyValue("thread", thread.getName())
                    .setCause(thrown)
                    .log("thread ended with an error");
        });
    }

    private static void halt(Throwable thrown) {
        try {
            LOG.atError().setCause(thrown).log("out of memory; the worker exits and must be started again");
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
