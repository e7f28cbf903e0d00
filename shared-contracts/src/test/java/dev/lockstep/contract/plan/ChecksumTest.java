package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static Checksum checksumOf(String step) {
        return Checksum.of(LockstepJson.plans().readValue(step, Step.class));
    }

    @Nested
    class A_checksum {
        @Test
        void does_not_depend_on_whether_defaults_are_written() {
            assertThat(
                            checksumOf(
                                    """
                                    {"id": "s", "target": "t", "operation": {"type": "redis.transform", "match": "k:*"}}"""))
                    .isEqualTo(
                            checksumOf(
                                    """
                                    {"id": "s", "target": "t", "irreversible": false, "onConflict": "keep", "verify": [],
                                     "operation": {"ttl": "preserve", "match": "k:*", "source": "keep", "type": "redis.transform"}}"""));
        }

        @Test
        void depends_on_the_key_order_of_values() {
            assertThat(checksumOf(stepThatSets("{\"a\": 1, \"b\": 2}")))
                    .isNotEqualTo(checksumOf(stepThatSets("{\"b\": 2, \"a\": 1}")));
        }

        @Test
        void depends_on_the_digits_of_numbers() {
            assertThat(checksumOf(stepThatSets("1.10"))).isNotEqualTo(checksumOf(stepThatSets("1.1")));
        }

        private static String stepThatSets(String value) {
            return """
                    {"id": "s", "target": "t", "operation":
                     {"type": "redis.transform", "match": "k:*", "json": {"set": {"/v": %s}}}}"""
                    .formatted(value);
        }
    }

    @Nested
    class A_number_in_a_plan {
        @Test
        void keeps_all_digits() {
            String step =
                    """
                    {"id": "s", "target": "t", "operation":
                     {"type": "redis.transform", "match": "k:*", "json": {"set": {"/v": [9007199254740993, 1.10, []]}}}}""";

            assertThat(LockstepJson.plans()
                            .writeValueAsString(LockstepJson.plans().readValue(step, Step.class)))
                    .contains("[9007199254740993,1.10,[]]");
        }
    }
}
