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

    @Nested
    class Control_characters {

        @Test
        void are_replaced_so_that_no_terminal_interprets_them() {
            assertThat(MessageText.firstLine("a\tb\u001b[2Jc\u007f")).isEqualTo("a b?[2Jc?");
            assertThat(MessageText.indented("a\u009b2Jb\u0085", "")).containsExactly("a?2Jb?");
        }
    }
}
