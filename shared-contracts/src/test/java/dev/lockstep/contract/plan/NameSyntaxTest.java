package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSyntaxTest {
    @Nested
    class A_step_id {
        @Test
        void has_at_most_128_characters() {
            assertThat(new StepId("a".repeat(128)).value()).hasSize(128);
        }

        @Test
        void that_is_too_long_is_refused_with_its_length_and_the_limit() {
            assertThatThrownBy(() -> new StepId("a".repeat(141)))
                    .hasMessage("the step id has 141 characters; the limit is 128")
                    .isInstanceOfSatisfying(InvalidValue.class, refused -> assertThat(refused.hint())
                            .isEqualTo("shorten the step id"));
        }

        @Test
        void that_is_empty_is_refused() {
            assertThatThrownBy(() -> new StepId("")).hasMessage("the step id is empty");
        }

        @ParameterizedTest
        @CsvSource({
            "Add-column, 'the step id \"Add-column\" contains \"A\", which is not allowed'",
            "add column, 'the step id \"add column\" contains \" \", which is not allowed'",
            "add/column, 'the step id \"add/column\" contains \"/\", which is not allowed'",
            "add-😀, 'the step id \"add-😀\" contains \"😀\", which is not allowed'",
            "-add, the step id \"-add\" starts with \"-\"",
            "add., the step id \"add.\" ends with \".\""
        })
        void with_a_forbidden_character_is_refused_with_that_character(String id, String message) {
            assertThatThrownBy(() -> new StepId(id)).hasMessage(message);
        }
    }

    @Nested
    class A_target_name {
        @Test
        void with_a_dot_is_refused() {
            assertThatThrownBy(() -> new TargetName("main.postgres"))
                    .isInstanceOfSatisfying(InvalidValue.class, refused -> assertThat(refused.hint())
                            .isEqualTo("use only the characters a-z 0-9 -"));
        }
    }
}
