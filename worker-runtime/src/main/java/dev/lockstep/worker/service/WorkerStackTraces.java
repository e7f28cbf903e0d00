package dev.lockstep.worker.service;

import dev.lockstep.worker.ExceptionText;
import java.io.IOException;
import org.springframework.boot.logging.StackTracePrinter;
import org.springframework.boot.logging.StandardStackTracePrinter;

/**
 * Prints the stack traces of a worker's log with the texts of {@link ExceptionText}, also those that a library logs. Spring
 * Boot creates it, see {@code lockstep-worker.properties}.
 */
public final class WorkerStackTraces implements StackTracePrinter {
    private static final StandardStackTracePrinter PRINTER =
            StandardStackTracePrinter.rootLast().withFormatter(ExceptionText::of);

    @Override
    public void printStackTrace(Throwable thrown, Appendable output) throws IOException {
        output.append(PRINTER.printStackTraceToString(thrown));
    }
}
