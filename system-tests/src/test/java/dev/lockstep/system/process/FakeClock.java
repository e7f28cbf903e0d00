package dev.lockstep.system.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The environment in which a process gets the wrong time from its operating system, by libfaketime. */
final class FakeClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketime.so.1";

    private FakeClock() {}

    /**
     * The settings of a process whose clock differs from that of the machine. Only the wall clock does: the durations that
     * the process measures are right.
     *
     * @param offset such as {@code +1h}
     */
    static Map<String, String> of(String offset) {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "libfaketime is not installed (Debian: faketime)");
        return Map.of(
                "LD_PRELOAD", library.orElseThrow().toString(),
                "FAKETIME", offset,
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Without it, the waits of a JVM with a time limit end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }

    /** On Debian, libraries are in a directory that is named after the architecture. */
    private static Optional<Path> library() {
        try (Stream<Path> architectures = Files.list(LIBRARIES)) {
            return Stream.concat(Stream.of(LIBRARIES), architectures)
                    .map(directory -> directory.resolve(LIBRARY))
                    .filter(Files::isReadable)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
