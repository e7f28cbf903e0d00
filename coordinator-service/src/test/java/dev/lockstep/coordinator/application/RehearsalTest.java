package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RehearsalTest extends ApplicationTest {
    private static String withRehearsal(String rehearsal) {
        return TestPlans.singleStep(TestPlans.newName(), "pg-1")
                .replace("spec:\n", "spec:\n  rehearsal: %s\n".formatted(rehearsal));
    }

    private String rehearse(String plan, String state) {
        Api.Response response = api.post("/api/v1/migrations?rehearse=true", "application/yaml", plan);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        awaitState(response.id(), state);
        return response.id();
    }

    private Command.Rehearse rehearsalOf(String migration) {
        return worker.receivedCommands(migration).stream()
                .filter(Command.Rehearse.class::isInstance)
                .map(Command.Rehearse.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class A_rehearsal {
        @Test
        void rehearses_every_target_and_applies_nothing() {
            String id = rehearse(TestPlans.threeStores(TestPlans.newName()), "REHEARSAL_COMPLETED");
            assertThat(worker.receivedCommands(id))
                    .hasSize(6)
                    .allMatch(command -> command instanceof Command.Preflight || command instanceof Command.Rehearse);
            JsonNode view = api.migration(id).json();
            assertThat(view.path("rehearsal").asBoolean()).isTrue();
            assertThat(view.path("dryRun").asBoolean()).isFalse();
            assertThat(view.path("allowedActions")).isEmpty();
            assertThat(view.path("steps").valueStream()).hasSize(3).allSatisfy(step -> {
                assertThat(step.path("state").asString()).isEqualTo("REHEARSED");
                assertThat(step.at("/rehearsal/copy").asString()).isEqualTo("copy");
            });
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                    .contains("submitted-as-rehearsal.v1", "rehearsed.v1", "rehearsal-completed.v1");
        }

        @Test
        void can_be_repeated_and_does_not_stand_in_the_way_of_the_migration() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            String first = rehearse(plan, "REHEARSAL_COMPLETED");
            assertThat(rehearse(plan, "REHEARSAL_COMPLETED")).isNotEqualTo(first);
            submitAndComplete(plan);
            rehearse(plan, "REHEARSAL_COMPLETED");
        }

        @Test
        void that_fails_is_rejected() {
            failCommands(Command.Rehearse.class::isInstance);
            rehearse(TestPlans.singleStep(TestPlans.newName(), "pg-1"), "REJECTED");
        }

        @Test
        void is_not_a_dry_run_too() {
            Api.Response response = api.post(
                    "/api/v1/migrations?dryRun=true&rehearse=true",
                    "application/yaml",
                    TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(response.status()).isEqualTo(400);
        }
    }

    @Nested
    class A_plan {
        @Test
        void that_requires_a_rehearsal_is_applied_after_it() {
            String id = submit(withRehearsal("required"));
            awaitState(id, "COMPLETED");
            assertThat(worker.receivedCommands(id))
                    .extracting(command -> command.getClass().getSimpleName())
                    .containsExactly("Preflight", "Rehearse", "Apply");
            assertThat(rehearsalOf(id).sample()).isEqualTo(10_000);
        }

        @Test
        void states_how_much_is_copied() {
            String sampled = submit(withRehearsal("{required: true, sample: 500}"));
            awaitState(sampled, "COMPLETED");
            assertThat(rehearsalOf(sampled).sample()).isEqualTo(500);
            String whole = submit(withRehearsal("{required: true, all: true}"));
            awaitState(whole, "COMPLETED");
            assertThat(rehearsalOf(whole).sample()).isNull();
        }

        @Test
        void with_an_invalid_rehearsal_is_refused() {
            assertRefused("optional", "/spec/rehearsal");
            assertRefused("{required: false}", "/spec/rehearsal/required");
            assertRefused("{required: true, sample: 0}", "/spec/rehearsal/sample");
            assertRefused("{required: true, sample: 5, all: true}", "/spec/rehearsal/all");
        }

        private void assertRefused(String rehearsal, String pointer) {
            Api.Response response = api.submitYaml(withRehearsal(rehearsal));
            assertThat(response.status()).as(response.body()).isEqualTo(422);
            assertThat(response.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
        }

        @Test
        void whose_rehearsal_fails_is_rejected_and_not_applied() {
            failCommands(Command.Rehearse.class::isInstance);
            String id = submit(withRehearsal("required"));
            awaitState(id, "REJECTED");
            assertThat(worker.receivedCommands(id)).noneMatch(Command.Apply.class::isInstance);
        }
    }
}
