package dev.lockstep.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux says about a process.
 *
 * @param open number of open files, with sockets
 * @param sockets number of open sockets
 * @param residentBytes memory that is in RAM
 */
record ProcessFiles(long open, long sockets, long residentBytes) {
    private static final int KIB = 1024;

    static boolean isAvailable() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    static ProcessFiles of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> open = openFiles(process.resolve("fd"));
        return new ProcessFiles(
                open.size(),
                open.stream().filter(target -> target.startsWith("socket:")).count(),
                residentBytes(process.resolve("status")));
    }

    private static List<String> openFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(ProcessFiles::target).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the open files in " + folder, e);
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException ignored) {
            return ""; // It was closed after it had been listed.
        }
    }

    private static long residentBytes(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + status, e);
        }
    }
}
