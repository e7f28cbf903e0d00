package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the packages are layers, as docs/adr/0013 requires: each package imports only packages below it. */
class LayersTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/lockstep/coordinator");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?dev\\.lockstep\\.coordinator\\.(\\w+)\\.", Pattern.MULTILINE);

    static List<String> layers() {
        return List.of(
                "page",
                "action",
                "report",
                "purge",
                "erasure",
                "restore",
                "downgrade",
                "fleet",
                "targetrequest",
                "contract",
                "unawaited",
                "status",
                "deadline",
                "call",
                "orchestration",
                "queue",
                "freeze",
                "outbox",
                "dispatch",
                "plan",
                "endpoint",
                "target",
                "kafka",
                "access",
                "audit",
                "schedule",
                "http",
                "database",
                "saga");
    }

    @ParameterizedTest
    @MethodSource("layers")
    void a_package_imports_only_packages_below_it(String layer) {
        List<String> allowed = layers().subList(layers().indexOf(layer), layers().size());
        assertThat(sourcesOf(layer).flatMap(LayersTest::importedPackages).distinct())
                .isSubsetOf(allowed);
    }

    @Test
    void every_package_is_a_layer() throws IOException {
        try (Stream<Path> packages = Files.list(SOURCES)) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(layers());
        }
    }

    private static Stream<Path> sourcesOf(String layer) {
        try (Stream<Path> files = Files.list(SOURCES.resolve(layer))) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> importedPackages(Path source) {
        try {
            return IMPORT.matcher(Files.readString(source)).results().map(match -> match.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
