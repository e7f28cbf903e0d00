package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogWordsTest {
    @Nested
    class The_words_of_a_text {
        @Test
        void are_names_in_the_case_of_the_text_and_in_lower_case() {
            assertThat(CatalogWords.of(List.of("DROP TABLE Exercises"))).contains("Exercises", "exercises");
        }

        @Test
        void are_quoted_names_with_their_spaces() {
            assertThat(CatalogWords.of(List.of("DROP TABLE \"Odd name\".\"b c\"")))
                    .contains("Odd name", "b c");
        }

        @Test
        void are_quoted_names_with_a_quote() {
            assertThat(CatalogWords.of(List.of("table public.\"a \"\"b\"\" c\"", "table \"\"\"d\"\"\"")))
                    .contains("a \"b\" c", "\"d\"");
        }
    }
}
