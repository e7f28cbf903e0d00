package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private static Masking keys(String... globs) {
        return Masking.of(List.of(), List.of(globs));
    }

    @Nested
    class A_key {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '"',
                value = {
                    "user:*,user:7:mail,user:***",
                    "user:*,user:,user:***",
                    "user:*,\"user:7\nx\",user:***",
                    "user:*,other:7,other:7",
                    "*@*,a@b,***",
                    "s?:*,s1:x,s***",
                    "s?:*,s12:x,s12:x",
                    "[ab]:*,b:1,***",
                    "[ab]:*,c:1,c:1",
                    "[^ab]:*,c:1,***",
                    "[a-c]:*,c:1,***",
                    "a\\*b*,a*bc,a*b***",
                    "a\\*b*,aXbc,aXbc",
                    "a.b*,aXb,aXb",
                    "exact,exact,exact***",
                    "open[,open[,open***"
                })
        void that_matches_a_glob_is_shortened_to_its_literal_start(String glob, String key, String expected) {
            assertThat(keys(glob).key(key)).isEqualTo(expected);
        }

        @Test
        void is_shown_by_the_first_matching_glob_or_unchanged() {
            assertThat(keys("a:*", "a:b:*").key("a:b:c")).isEqualTo("a:***");
            assertThat(Masking.NONE.key("a:b:c")).isEqualTo("a:b:c");
        }
    }

    @Nested
    class A_field {
        private final Masking masking = Masking.of(List.of("Email", "address"), List.of());

        @ParameterizedTest
        @ValueSource(strings = {"email", "EMAIL", "address", "address.street", "user.email", "a.address.b"})
        void is_masked_in_any_case_and_anywhere_in_a_path(String name) {
            assertThat(masking.masksField(name)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"mail", "emails", "addressee.street", ""})
        void with_another_name_is_not_masked(String name) {
            assertThat(masking.masksField(name)).isFalse();
            assertThat(Masking.NONE.masksField(name)).isFalse();
        }
    }

    @Nested
    class The_result_of_a_check {
        private final Masking masking = Masking.of(List.of("email"), List.of());

        @ParameterizedTest
        @CsvSource({
            "SELECT email FROM people,true",
            "SELECT max(p.EMAIL) FROM people p,true",
            "SELECT emails FROM people,false",
            "SELECT my_email FROM people,false",
            "SELECT count(*) FROM people WHERE email IS NULL,false"
        })
        void is_masked_if_it_can_be_a_value_of_the_field(String sql, boolean masked) {
            assertThat(masking.masksResultOf(sql)).isEqualTo(masked);
        }
    }

    @Nested
    class The_options_of_a_target {
        private static TargetOptions options(String fields) {
            return TargetOptions.of(
                    new TargetSettings(new TargetName("shop"), "memory:", null, null, Map.of("mask-fields", fields)));
        }

        @Test
        void are_lists_separated_by_commas() {
            assertThat(options("email, phone").maskedFields()).containsExactly("email", "phone");
            assertThat(options("email").maskedKeys()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "email,,phone", ","})
        void without_a_name_are_refused(String fields) {
            assertThatThrownBy(() -> options(fields).maskedFields())
                    .hasMessageContaining("option mask-fields of target shop")
                    .hasMessageContaining("names separated by commas");
        }
    }
}
