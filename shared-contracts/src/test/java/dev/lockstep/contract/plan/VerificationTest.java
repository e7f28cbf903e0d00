package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static Verification check(String json) {
        return LockstepJson.plans().readValue(json.replace('\'', '"'), Verification.class);
    }

    @Nested
    class A_description {
        @Test
        void names_the_expected_value() {
            assertThat(check("{'sql': 'SELECT 1', 'equals': 0}").describeExpected())
                    .isEqualTo("equals 0");
            assertThat(check("{'sql': 'SELECT 1', 'atLeast': 1, 'atMost': 3}").describeExpected())
                    .isEqualTo("at least 1 and at most 3");
        }

        @Test
        void names_the_query_or_the_counted_units() {
            assertThat(check("{'sql': 'SELECT 1', 'equals': 0}").describe()).isEqualTo("SELECT 1");
            assertThat(check("{'count': {'match': 'user:*'}, 'equals': 0}").describe())
                    .isEqualTo("count of keys user:*");
            assertThat(check("{'count': {'collection': 'c', 'filter': {'a': 1}}, 'equals': 0}")
                            .describe())
                    .isEqualTo("count of c {\"a\":1}");
        }
    }
}
