package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says about a process or one of its threads; elsewhere nothing is known. */
enum ProcState {
    ZOMBIE,
    STOPPED,
    OTHER,
    UNKNOWN;

    static ProcState of(Path folder) {
        Path stat = folder.resolve("stat");
        if (!Files.exists(stat)) {
            return UNKNOWN;
        }
        try {
            String line = Files.readString(stat);
            // The name before it may hold anything, spaces and brackets too.
            return of(line.charAt(line.lastIndexOf(')') + 2));
        } catch (IOException ignored) {
            return UNKNOWN; // It ended while we looked.
        }
    }

    private static ProcState of(char letter) {
        return switch (letter) {
            case 'Z', 'X' -> ZOMBIE;
            case 'T', 't' -> STOPPED;
            default -> OTHER;
        };
    }

    /** Of a process that is a zombie by its first thread, the others may still be ending, with its ports in their hands. */
    static boolean isLastThread(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            return all.count() <= 1;
        } catch (IOException | UncheckedIOException ignored) {
            return true; // It was collected while we looked.
        }
    }

    static boolean allStopped(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(ProcState::of).allMatch(state -> state == STOPPED || state == UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
