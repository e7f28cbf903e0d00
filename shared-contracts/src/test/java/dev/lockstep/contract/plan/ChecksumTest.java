package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static Checksum of(String step) {
        return Checksum.of(LockstepJson.plans().readValue(step, Step.class));
    }

    @Nested
    class A_checksum {
        @Test
        void is_the_same_whether_a_default_is_written_or_not() {
            assertThat(
                            of(
                                    """
                                    {"id": "s", "target": "t", "operation": {"type": "redis.transform", "match": "k:*"}}"""))
                    .isEqualTo(
                            of(
                                    """
                                    {"id": "s", "target": "t", "irreversible": false, "onConflict": "keep", "verify": [],
                                     "operation": {"ttl": "preserve", "match": "k:*", "source": "keep", "type": "redis.transform"}}"""));
        }

        @Test
        void differs_when_the_order_of_keys_in_a_value_differs() {
            assertThat(of(set("{\"a\": 1, \"b\": 2}"))).isNotEqualTo(of(set("{\"b\": 2, \"a\": 1}")));
        }

        @Test
        void differs_when_a_number_is_written_otherwise() {
            assertThat(of(set("1.10"))).isNotEqualTo(of(set("1.1")));
        }

        private static String set(String value) {
            return """
                    {"id": "s", "target": "t", "operation":
                     {"type": "redis.transform", "match": "k:*", "json": {"set": {"/v": %s}}}}"""
                    .formatted(value);
        }
    }

    @Nested
    class Numbers_of_a_plan {
        @Test
        void keep_every_digit() {
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
