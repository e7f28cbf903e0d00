package dev.lockstep.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the names of meters in the sources of the services. The metrics endpoint is not used, because it does not list a
 * counter before its first count.
 */
final class DeclaredMeters {
    private static final Pattern METER = Pattern.compile("\"(lockstep\\.[a-z.]+)\"");
    private static final Pattern EXPOSED_SUFFIX = Pattern.compile("(_seconds)?(_total|_sum|_count|_max)?");

    private DeclaredMeters() {}

    static Set<String> inSources() {
        return sourceFolders().stream()
                .flatMap(DeclaredMeters::javaFiles)
                .map(DeployFiles::text)
                .flatMap(source -> METER.matcher(source).results())
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether Micrometer exposes the meter under this name: with underscores, and suffixes for unit and type. */
    static boolean isExposedAs(String meter, String metric) {
        String name = meter.replace('.', '_');
        return metric.startsWith(name)
                && EXPOSED_SUFFIX.matcher(metric.substring(name.length())).matches();
    }

    // All modules that a service consists of, so that a class with meters can move between them.
    private static List<Path> sourceFolders() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> modules =
                Files.newDirectoryStream(DeployFiles.PROJECT, "*-{runtime,service,worker}")) {
            modules.forEach(module -> folders.add(module.resolve("src/main/java")));
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
