package dev.lockstep.coordinator.running;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RunningTest {
    private final Api api = SharedCoordinator.api();

    private void becomes(String id, String state) {
        Waits.until().untilAsserted(() -> assertThat(
                        api.migration(id).json().path("state").asString())
                .isEqualTo(state));
    }

    @Nested
    class A_plan_that_every_worker_obeys {
        @Test
        void comes_to_completed() {
            Api.Answer posted = api.yaml(Posted.threeStores(Posted.freshName()));
            assertThat(posted.status()).as(posted.text()).isEqualTo(202);
            assertThat(posted.headers()).containsEntry("location", "/api/v1/migrations/" + posted.id());
            becomes(posted.id(), "COMPLETED");
            JsonNode view = api.migration(posted.id()).json();
            assertThat(view.path("steps").valueStream().map(step -> step.path("state")
                            .asString()))
                    .containsExactly("APPLIED", "APPLIED", "APPLIED");
            assertThat(view.path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactly("rollback");
        }
    }
}
