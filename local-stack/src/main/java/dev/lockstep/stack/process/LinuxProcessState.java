package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** State of a process or thread in /proc. {@link #UNKNOWN} on other systems and for processes that do not exist. */
enum LinuxProcessState {
    ZOMBIE,
    STOPPED,
    OTHER,
    UNKNOWN;

    static LinuxProcessState of(Path folder) {
        Path stat = folder.resolve("stat");
        if (!Files.exists(stat)) {
            return UNKNOWN;
        }
        try {
            String line = Files.readString(stat);
            // The state follows the program name in brackets, which may itself contain spaces and brackets.
            return of(line.charAt(line.lastIndexOf(')') + 2));
        } catch (IOException ignored) {
            return UNKNOWN; // The process exited after the check.
        }
    }

    private static LinuxProcessState of(char letter) {
        return switch (letter) {
            case 'Z', 'X' -> ZOMBIE;
            case 'T', 't' -> STOPPED;
            default -> OTHER;
        };
    }

    /**
     * Whether a process has at most one thread. Other threads keep its ports open even if the first thread is a zombie.
     */
    static boolean hasOneThread(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            return all.count() <= 1;
        } catch (IOException | UncheckedIOException ignored) {
            return true; // The process does not exist any more.
        }
    }

    /** Whether a process exists and all its threads are stopped. */
    static boolean areAllStopped(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            // A thread without a state has ended after the list was read.
            List<LinuxProcessState> states = all.map(LinuxProcessState::of)
                    .filter(state -> state != UNKNOWN)
                    .toList();
            return !states.isEmpty() && states.stream().allMatch(state -> state == STOPPED);
        } catch (IOException | UncheckedIOException ignored) {
            return false; // The process does not exist any more.
        }
    }
}
