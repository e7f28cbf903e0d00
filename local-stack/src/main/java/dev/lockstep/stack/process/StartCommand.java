package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The command of a JVM in a file of its working directory, from which the JVM can be started again. */
record StartCommand(Path directory, Path pidFile, Path log, List<String> command) {
    private static final String FILE = "start-command";
    // The file with all addresses and pids is one directory above those of the processes.
    private static final String ADDRESSES = "local-stack.properties";

    StartCommand {
        command = List.copyOf(command);
    }

    void write() {
        List<String> lines = new ArrayList<>(List.of(pidFile.toString(), log.toString()));
        lines.addAll(command);
        try {
            // A new temporary file can be read by its owner only: an option may contain a password.
            Path temporary = Files.createTempFile(directory, FILE + "-", ".new");
            Files.write(temporary, lines);
            Files.move(
                    temporary,
                    directory.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StartCommand readIn(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve(FILE));
            return new StartCommand(
                    directory, Path.of(lines.get(0)), Path.of(lines.get(1)), lines.subList(2, lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isPidFileOf(long pid) {
        return PidFile.read(pidFile).filter(entry -> entry.pid() == pid).isPresent();
    }

    /** Replaces the pid in the file with all addresses, if there is one. */
    void replacePid(long ended, long started) {
        Path addresses = directory.resolveSibling(ADDRESSES);
        if (!Files.exists(addresses)) {
            return;
        }
        try {
            String text = Files.readString(addresses);
            Files.writeString(addresses, text.replaceAll("(?m)\\.pid=" + ended + "$", ".pid=" + started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
