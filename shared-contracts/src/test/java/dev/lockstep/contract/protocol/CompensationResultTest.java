package dev.lockstep.contract.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CompensationResultTest {
    @Nested
    class A_stored_result {
        @Test
        void with_the_former_field_name_statements_is_parsed() {
            String stored =
                    """
                    {"restored": 1, "conflicts": 0, "statements": ["column order of t differs"]}""";
            assertThat(LockstepJson.messages()
                            .readValue(stored, CompensationResult.class)
                            .differences())
                    .containsExactly("column order of t differs");
        }
    }
}
