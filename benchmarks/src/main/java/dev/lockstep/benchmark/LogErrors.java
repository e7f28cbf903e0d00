package dev.lockstep.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of level ERROR in the structured log of a service.
 *
 * @param count all of them
 */
record LogErrors(Path log, long count) {
    /** Quotes within a message are escaped, so only the field itself contains this. */
    private static final String ERROR = "level\":\"ERROR\"";

    /** Reads line by line, because the log of a long run is large. */
    static LogErrors in(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return new LogErrors(log, errors(lines).count());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** The first error that was logged after these. */
    Optional<String> next() {
        try (Stream<String> lines = Files.lines(log)) {
            return errors(lines).skip(count).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    private static Stream<String> errors(Stream<String> lines) {
        return lines.filter(line -> line.contains(ERROR));
    }
}
