package dev.lockstep.coordinator.schedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process after an error of the virtual machine, whose objects may be in any state then. */
final class FatalErrors {
    /** The exit code of a virtual machine that runs with {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

    private FatalErrors() {}

    /**
     * Whether the process cannot continue. A stack overflow ends with its call; a class that cannot be loaded affects only
     * the tasks that use it.
     */
    static boolean isFatal(Error error) {
        return error instanceof VirtualMachineError && !(error instanceof StackOverflowError);
    }

    // The log itself needs memory; the process must end without it too.
    static void log(String ticker, Error error) {
        try {
            LOG.atError()
                    .addKeyValue("ticker", ticker)
                    .setCause(error)
                    .log("The virtual machine failed; the process ends and must be started again");
        } catch (VirtualMachineError second) {
            error.addSuppressed(second);
        }
    }

    /** Ends the process at once, without shutdown hooks, which could wait for threads that have ended. */
    static void endProcess() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
