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
 * The temporary directory of this JVM's servers. It is deleted when the JVM ends. Directories of JVMs that were killed
 * are deleted by the next JVM.
 */
final class TestDirectory {

    private static final String PREFIX = "lockstep-test-servers-";
    private static final Path ROOT = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path OWN =
            ROOT.resolve(PREFIX + ProcessHandle.current().pid());

    static {
        deleteAbandoned();
        create();
        Runtime.getRuntime().addShutdownHook(new Thread(TestDirectory::deleteOwn, "lockstep-test-directory"));
    }

    private TestDirectory() {}

    static Path ofThisJvm() {
        return OWN;
    }

    private static void create() {
        try {
            DirectoryTree.delete(OWN);
            Files.createDirectories(OWN);
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
    private static void deleteOwn() {
        ChildProcesses.killAll();
        deleteQuietly(OWN);
    }

    private static void deleteQuietly(Path tree) {
        try {
            DirectoryTree.delete(tree);
        } catch (UncheckedIOException ignored) {
            // Another JVM may delete the same directory at the same time.
        }
    }
}
