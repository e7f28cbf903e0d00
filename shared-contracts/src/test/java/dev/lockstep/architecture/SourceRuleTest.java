package dev.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceRuleTest {
    @Nested
    class Every_rule {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        private Path sources;

        @ParameterizedTest
        @EnumSource(SourceRule.class)
        void refuses_what_it_is_there_to_refuse_and_says_where(SourceRule rule) throws IOException {
            Path file = write("package a;\n" + refusedBy(rule) + "\n");

            assertThat(rule.violationsBelow(sources)).containsExactly(file + ":2: " + refusedBy(rule));
        }

        @ParameterizedTest
        @EnumSource(SourceRule.class)
        void lets_its_neighbours_pass(SourceRule rule) throws IOException {
            write("package a;\n" + acceptedBy(rule) + "\n");

            assertThat(rule.violationsBelow(sources)).isEmpty();
        }

        private Path write(String text) throws IOException {
            return Files.writeString(sources.resolve("Some.java"), text);
        }
    }

    private static String refusedBy(SourceRule rule) {
        return switch (rule) {
            case NO_IMPORT_IS_A_WILDCARD -> "import java.util.*;";
            case NO_TEST_IS_DISABLED -> "@Disabled";
            case NO_REMINDER_LACKS_AN_ISSUE -> "// TO" + "DO later";
            case NOTHING_IS_GENERATED_BY_LOMBOK -> "import lombok.Data;";
        };
    }

    private static String acceptedBy(SourceRule rule) {
        return switch (rule) {
            case NO_IMPORT_IS_A_WILDCARD -> "import java.util.List;";
            case NO_TEST_IS_DISABLED -> "@DisabledIfDockerIsMissing";
            case NO_REMINDER_LACKS_AN_ISSUE -> "// TO" + "DO(#12) later";
            case NOTHING_IS_GENERATED_BY_LOMBOK -> "import java.lombok.Data;";
        };
    }
}
