package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Verification;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    private static Verification check(String expectation) {
        String json = "{\"sql\": \"SELECT 1\", %s}".formatted(expectation);
        return LockstepJson.plans().readValue(json, Verification.class);
    }

    @Nested
    class What_was_found {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '~',
                delimiter = '|',
                value = {
                    "'equals': 0          | 0",
                    "'equals': 0          | 0.00",
                    "'equals': 1.5        | 1.50",
                    "'equals': 9007199254740993 | 9007199254740993",
                    "'equals': 'done'     | done",
                    "'equals': '0'        | 0",
                    "'equals': true       | t",
                    "'equals': true       | true",
                    "'equals': false      | f",
                    "'equals': null       | null",
                    "'atLeast': 1         | 1",
                    "'atLeast': 1         | 10",
                    "'atMost': 10         | 9.5",
                    "'atLeast': 1, 'atMost': 3 | 2",
                })
        void is_what_was_expected(String expectation, String found) {
            assertThat(Expectation.holds(check(expectation.replace('\'', '"')), found))
                    .isTrue();
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '~',
                delimiter = '|',
                value = {
                    "'equals': 0          | 1",
                    "'equals': 0          | null",
                    "'equals': 0          | zero",
                    "'equals': 9007199254740993 | 9007199254740992",
                    "'equals': '0'        | 0.0",
                    "'equals': 'done'     | Done",
                    "'equals': true       | f",
                    "'equals': null       | nil",
                    "'atLeast': 1         | 0",
                    "'atLeast': 1         | many",
                    "'atMost': 10         | 10.5",
                    "'atLeast': 1, 'atMost': 3 | 4",
                    "'equals': 2, 'atLeast': 3 | 2",
                })
        void is_not_what_was_expected(String expectation, String found) {
            assertThat(Expectation.holds(check(expectation.replace('\'', '"')), found))
                    .isFalse();
        }
    }

    @Nested
    class For_people {
        @Test
        void a_check_says_what_it_expects() {
            assertThat(Expectation.expected(check("\"equals\": 0"))).isEqualTo("equals 0");
            assertThat(Expectation.expected(check("\"atLeast\": 1, \"atMost\": 3")))
                    .isEqualTo("at least 1 and at most 3");
        }

        @Test
        void a_check_is_named_by_what_it_looks_at() {
            assertThat(Expectation.check(check("\"atMost\": 3"))).isEqualTo("SELECT 1");
            assertThat(Expectation.check(LockstepJson.plans()
                            .readValue("{\"count\": {\"match\": \"user:*\"}, \"equals\": 0}", Verification.class)))
                    .isEqualTo("count of keys user:*");
            assertThat(Expectation.check(LockstepJson.plans()
                            .readValue(
                                    "{\"count\": {\"collection\": \"c\", \"filter\": {\"a\": 1}}, \"equals\": 0}",
                                    Verification.class)))
                    .isEqualTo("count of c {\"a\":1}");
        }
    }
}
