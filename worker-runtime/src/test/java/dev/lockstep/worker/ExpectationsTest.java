package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Verification;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationsTest {
    private static Verification check(String expectation) {
        String json = "{\"sql\": \"SELECT 1\", %s}".formatted(expectation);
        return LockstepJson.plans().readValue(json, Verification.class);
    }

    @Nested
    class A_result {
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
        void meets_the_expectation(String expectation, String found) {
            assertThat(Expectations.isMet(check(expectation.replace('\'', '"')), found))
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
        void does_not_meet_the_expectation(String expectation, String found) {
            assertThat(Expectations.isMet(check(expectation.replace('\'', '"')), found))
                    .isFalse();
        }
    }
}
