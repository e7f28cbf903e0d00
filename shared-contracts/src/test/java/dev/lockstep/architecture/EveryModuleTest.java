package dev.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EveryModuleTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Nested
    class Every_module_with_sources {
        @Test
        void has_an_architecture_test() {
            assertThat(modules()).hasSizeGreaterThan(5).allSatisfy(module -> assertThat(architectureTestsOf(module))
                    .as("ArchitectureTest extends HouseRules in %s", module)
                    .hasSize(1));
        }
    }

    private static List<String> modules() {
        return MODULE.matcher(SourceText.read(Path.of("../pom.xml")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(EveryModuleTest::hasSources)
                .toList();
    }

    private static boolean hasSources(String module) {
        return Stream.of("src/main/java", "src/test/java")
                .anyMatch(folder -> Files.isDirectory(Path.of("..", module, folder)));
    }

    private static List<Path> architectureTestsOf(String module) {
        return SourceText.javaFilesBelow(Path.of("..", module, "src/test/java")).stream()
                .filter(file -> file.endsWith("ArchitectureTest.java"))
                .filter(file -> SourceText.read(file).contains("extends HouseRules"))
                .toList();
    }
}
