package dev.lockstep.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.contract.plan.Plan;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonErrorTextTest {
    private static String textOf(String json) {
        JacksonException thrown = catchThrowableOfType(
                JacksonException.class, () -> LockstepJson.messages().readValue(json, Plan.class));
        assertThat(thrown).isNotNull();
        return JsonErrorText.of(thrown);
    }

    @Nested
    class A_text_that_is_not_JSON {
        @ParameterizedTest
        @ValueSource(strings = {"planted", "{\"a\": planted}", "[\"planted"})
        void is_described_without_its_content(String json) {
            assertThat(textOf(json)).contains("JSON").doesNotContain("planted");
        }
    }

    @Nested
    class A_value_of_another_type {
        @Test
        void is_described_by_its_path() {
            assertThat(textOf("{\"apiVersion\": \"lockstep.dev/v1\", \"spec\": \"planted\"}"))
                    .contains("not accepted")
                    .contains("at spec")
                    .doesNotContain("planted");
        }
    }

    @Nested
    class A_value_that_Lockstep_refuses {
        @Test
        void is_described_with_the_reason() {
            assertThat(
                            textOf(
                                    """
                            {"apiVersion": "lockstep.dev/v1", "kind": "MigrationPlan",
                             "metadata": {"name": "Not A Name"}, "spec": {"steps": []}}"""))
                    .contains("at metadata.name")
                    .contains("Not A Name");
        }
    }
}
