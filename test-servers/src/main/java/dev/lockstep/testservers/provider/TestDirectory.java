package dev.lockstep.testservers.provider;

import dev.lockstep.stack.files.DirectoryTree;
import dev.lockstep.stack.process.ChildProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The temporary directory of this JVM's servers. It is deleted when the JVM exits. If a JVM was killed, the next JVM
 * deletes its directory.
 */
public final class TestDirectory {

    private static final String PREFIX = "lockstep-test-servers-";
    private static final Path ROOT = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path DIRECTORY =
            ROOT.resolve(PREFIX + ProcessHandle.current().pid());

    static {
        deleteAbandoned();
        create();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(TestDirectory::killServersAndDelete, "lockstep-test-directory"));
    }

    private TestDirectory() {}

    public static Path ofThisJvm() {
        return DIRECTORY;
    }

    private static void create() {
        try {
            DirectoryTree.delete(DIRECTORY);
            Files.createDirectories(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAbandoned() {
        try (Stream<Path> all = Files.list(ROOT)) {
            List<Path> abandoned = all.filter(TestDirectory::isAbandoned).toList();
            abandoned.forEach(TestDirectory::deleteQuietly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAbandoned(Path path) {
        String name = path.getFileName().toString();
        return name.matches(PREFIX + "\\d+")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    // A running server could recreate files, so all servers are killed first.
    private static void killServersAndDelete() {
        ChildProcesses.killAll();
        deleteQuietly(DIRECTORY);
    }

    private static void deleteQuietly(Path tree) {
        try {
            DirectoryTree.delete(tree);
        } catch (UncheckedIOException ignored) {
            // Another JVM may delete the same directory at the same time.
        }
    }
}
