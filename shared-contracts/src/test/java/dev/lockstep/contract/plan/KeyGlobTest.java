package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyGlobTest {
    @Nested
    class The_literal_prefix {
        @ParameterizedTest
        @CsvSource({
            "user:*,user:",
            "user:?:x,user:",
            "user[12]:*,user",
            "user\\[1]:*,user[1]:",
            "a\\\\b*,a\\b",
            "a\\*\\?,a*?",
            "a\\,a\\",
            "a]b,a]b",
            "*,''"
        })
        void ends_before_the_first_special_character_that_is_not_escaped(String glob, String prefix) {
            assertThat(KeyGlob.literalPrefix(glob)).isEqualTo(prefix);
        }
    }
}
