package dev.lockstep.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MessageTextTest {

    @Nested
    class A_long_message {

        @Test
        void is_cut_after_sixty_lines() {
            assertThat(MessageText.indented("line\n".repeat(1_100), "  "))
                    .hasSize(61)
                    .startsWith("  line")
                    .endsWith("  ... 1,040 more lines; the API has the whole text");
        }

        @Test
        void has_its_long_lines_cut() {
            assertThat(MessageText.indented("x".repeat(2_400), "  "))
                    .containsExactly("  " + "x".repeat(400) + "... (2,000 more characters)");
        }

        @Test
        void is_shown_by_its_first_line_in_a_headline() {
            assertThat(MessageText.firstLine("a\nb")).isEqualTo("a ...");
            assertThat(MessageText.firstLine("a")).isEqualTo("a");
            assertThat(MessageText.firstLine("")).isEmpty();
        }
    }
}
