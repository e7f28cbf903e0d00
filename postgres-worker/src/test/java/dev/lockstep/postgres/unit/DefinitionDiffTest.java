package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DefinitionDiffTest {
    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(line -> "line " + line).collect(Collectors.joining("\n"));
    }

    @Nested
    class Short_definitions {
        @Test
        void are_shown_next_to_each_other() {
            assertThat(DefinitionDiff.of("column t.a", "integer", "bigint"))
                    .isEqualTo("column t.a was «integer» and is «bigint»");
        }
    }

    @Nested
    class Long_definitions {
        @Test
        void are_shown_as_changed_lines_with_the_lines_around_them() {
            String before = lines(0, 40);
            String after = before.replace("line 20\n", "line twenty\n");
            assertThat(DefinitionDiff.of("table v", before, after))
                    .isEqualTo(
                            """
                            table v differs (- before up, + after down):
                                line 19
                              - line 20
                              + line twenty
                                line 21""");
        }

        @Test
        void show_line_ends_that_differ() {
            assertThat(DefinitionDiff.of("routine f()", "routine\nBEGIN\r\nEND", "routine\nBEGIN\nEND\n"))
                    .isEqualTo(
                            """
                            routine f() differs (- before up, + after down):
                                routine
                              - BEGIN\\r
                              + BEGIN
                              +\s""");
        }

        @Test
        void do_not_show_lines_that_only_moved_down() {
            assertThat(DefinitionDiff.of(
                            "table v", lines(0, 9), "line new\n" + lines(0, 5) + "\nline x\n" + lines(5, 9)))
                    .contains("  + line new", "  + line x")
                    .doesNotContain("line 3", "  - ");
        }

        @Test
        void show_only_the_part_of_a_long_line_that_differs() {
            String before = "a".repeat(5000) + "b" + "c".repeat(5000);
            String after = "a".repeat(5000) + "x" + "c".repeat(5000);
            assertThat(DefinitionDiff.of("trigger t on v", before, after))
                    .contains("aaab", "aaax")
                    .hasSizeLessThan(500);
        }

        @Test
        void show_twelve_lines_and_count_the_rest() {
            assertThat(DefinitionDiff.of("routine f()", lines(0, 2000), lines(2000, 4000)))
                    .contains("… 3988 more changed lines")
                    .hasSizeLessThan(500);
        }
    }
}
