package dev.lockstep.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process after an error of the virtual machine, such as a lack of memory: its objects may be in any state, and
 * whatever started the process starts it again. All other errors end only their task.
 */
public final class ProcessExit {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);
    // The exit code of -XX:+ExitOnOutOfMemoryError, which covers only some of these errors.
    private static final int EXIT_CODE = 3;

    private ProcessExit() {}

    /**
     * Whether the process cannot continue. A stack overflow ends with its call; a class that cannot be loaded affects only
     * the tasks that use it.
     */
    public static boolean isFatal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the process at once if the error is fatal, or was caused by a fatal one. */
    public static void ifFatal(Throwable thrown) {
        if (isFatal(thrown)) {
            end(thrown);
        }
    }

    /** Ends the process at once, without shutdown hooks, which could wait for threads that have ended. */
    public static void end(Throwable thrown) {
        try {
            LOG.atError()
                    .setCause(thrown)
                    .log("The virtual machine failed; the process ends and must be started again");
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE); // The log itself needs memory; the process ends without it too.
        }
    }

    /** Wraps a task of a scheduler: a failed run is logged, and later runs still happen. */
    public static Runnable guard(String task, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error thrown) {
                ifFatal(thrown);
                LOG.atError().addKeyValue("task", task).setCause(thrown).log("A task failed; later runs still happen");
            }
        };
    }

    /** Handles errors that end a thread: a fatal error ends the process, all others are logged. */
    public static void handleUncaught() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            ifFatal(thrown);
            LOG.atError()
                    .addKeyValue("thread", thread.getName())
                    .setCause(thrown)
                    .log("A thread ended with an error");
        });
    }
}
