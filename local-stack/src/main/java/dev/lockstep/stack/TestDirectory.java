package dev.lockstep.stack;

import dev.lockstep.stack.process.Children;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the servers of this JVM's tests keep their data: gone when the JVM ends, or swept up by the next one. */
final class TestDirectory {

    private static final String PREFIX = "lockstep-stack-of-";
    private static final Path ROOT = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path OWN =
            ROOT.resolve(PREFIX + ProcessHandle.current().pid());

    static {
        sweep();
        create();
        // The servers die in another hook; files that they still write as we delete are left to the next sweep.
        Runtime.getRuntime().addShutdownHook(new Thread(TestDirectory::deleteOwn, "lockstep-test-directory"));
    }

    private TestDirectory() {}

    static Path ofThisJvm() {
        return OWN;
    }

    private static void create() {
        try {
            Trees.delete(OWN);
            Files.createDirectories(OWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sweep() {
        try (Stream<Path> all = Files.list(ROOT)) {
            List<Path> left = all.filter(TestDirectory::isLeftBehind).toList();
            left.forEach(TestDirectory::deleteQuietly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftBehind(Path path) {
        String name = path.getFileName().toString();
        return name.matches(PREFIX + "\\d+")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    private static void deleteOwn() {
        Children.end();
        deleteQuietly(OWN);
    }

    private static void deleteQuietly(Path tree) {
        try {
            Trees.delete(tree);
        } catch (UncheckedIOException ignored) {
            // Another JVM may sweep the same tree, or a dying server may still write into it.
        }
    }
}
