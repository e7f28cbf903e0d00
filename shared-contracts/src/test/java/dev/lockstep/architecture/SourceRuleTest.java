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
        void reports_file_line_and_text_of_a_violation(SourceRule rule) throws IOException {
            Path file = write("package a;\n" + refusedBy(rule) + "\n");

            assertThat(rule.violationsBelow(sources)).containsExactly(file + ":2: " + refusedBy(rule));
        }

        @ParameterizedTest
        @EnumSource(SourceRule.class)
        void accepts_similar_text(SourceRule rule) throws IOException {
            write("package a;\n" + acceptedBy(rule) + "\n");

            assertThat(rule.violationsBelow(sources)).isEmpty();
        }

        private Path write(String text) throws IOException {
            return Files.writeString(sources.resolve("Some.java"), text);
        }
    }

    private static String refusedBy(SourceRule rule) {
        return switch (rule) {
            case IMPORTS_HAVE_NO_WILDCARD -> "import java.util.*;";
            case NO_TEST_IS_DISABLED -> "@Disabled";
            case EVERY_REMINDER_HAS_AN_ISSUE_NUMBER -> "// TO" + "DO later";
            case LOMBOK_IS_NOT_USED -> "import lombok.Data;";
        };
    }

    private static String acceptedBy(SourceRule rule) {
        return switch (rule) {
            case IMPORTS_HAVE_NO_WILDCARD -> "import java.util.List;";
            case NO_TEST_IS_DISABLED -> "@DisabledIfDockerIsMissing";
            case EVERY_REMINDER_HAS_AN_ISSUE_NUMBER -> "// TO" + "DO(#12) later";
            case LOMBOK_IS_NOT_USED -> "import java.lombok.Data;";
        };
    }
}
