package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.testservers.SharedKafka;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DryRunTest extends ApplicationTest {
    private Api.Response post(String plan) {
        return api.post("/api/v1/migrations?dryRun=true", "application/yaml", plan);
    }

    private String postAndAwait(String plan, String state) {
        Api.Response response = post(plan);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(response.headers().get("location")).endsWith(response.id());
        awaitState(response.id(), state);
        return response.id();
    }

    @Nested
    class A_dry_run {
        @Test
        void tries_every_step_and_applies_none() {
            String id = postAndAwait(TestPlans.threeStores(TestPlans.newName()), "DRY_RUN_COMPLETED");
            assertThat(worker.receivedCommands(id))
                    .hasSize(6)
                    .allMatch(command -> command instanceof Command.Preflight || command instanceof Command.DryRun);
            JsonNode view = api.migration(id).json();
            assertThat(view.path("dryRun").asBoolean()).isTrue();
            assertThat(view.path("allowedActions")).isEmpty();
            assertThat(view.path("steps").valueStream()).hasSize(3).allSatisfy(step -> {
                assertThat(step.path("state").asString()).isEqualTo("DRY_RUN_PASSED");
                assertThat(step.path("dryRun").path("result").path("units").asLong())
                        .isEqualTo(1);
            });
        }

        @Test
        void ends_its_timeline_and_publishes_nothing() {
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), "lockstep.migrations")) {
                String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
                String id = postAndAwait(plan, "DRY_RUN_COMPLETED");
                assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                        .contains("dry-run-reported.v1", "dry-run-completed.v1");
                String migration = submitAndComplete(plan);
                assertThat(subscriber.readUntil(
                                message -> migration.equals(message.key())
                                        && Subscriber.header(message, "ce_type").endsWith(".completed"),
                                message -> id.equals(message.key())))
                        .isEmpty();
            }
        }

        @Test
        void waits_for_its_target_and_frees_it_afterwards() {
            ignoreCommands(command -> command.step().target().value().equals("pg-3"));
            String migration = submit(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            String dryRun =
                    post(TestPlans.singleStep(TestPlans.newName(), "pg-3")).id();
            String later = submit(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            assertThat(api.migration(dryRun).json().path("waitingFor").asString())
                    .contains(migration);
            succeedFromNowOn();
            awaitState(dryRun, "DRY_RUN_COMPLETED");
            awaitState(later, "COMPLETED");
        }

        @Test
        void does_not_keep_the_name_of_its_plan_and_can_be_repeated() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            String first = postAndAwait(plan, "DRY_RUN_COMPLETED");
            String migration = submitAndComplete(plan);
            assertThat(migration).isNotEqualTo(first);
            assertThat(postAndAwait(plan, "DRY_RUN_COMPLETED")).isNotEqualTo(first);
        }

        @Test
        void is_refused_if_another_plan_has_the_name() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            submitAndComplete(plan);
            Api.Response response = post(plan.replace("SELECT 2", "SELECT 3"));
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.json().path("detail").asString()).contains("has a different plan");
        }

        @Test
        void has_its_own_idempotency_keys() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            Api.Response first = postWithKey("?dryRun=true", plan, plan);
            assertThat(postWithKey("?dryRun=true", plan, plan).id()).isEqualTo(first.id());
            assertThat(postWithKey("", plan, plan).status()).isEqualTo(422);
        }

        private Api.Response postWithKey(String query, String plan, String key) {
            return api.send(api.request("/api/v1/migrations" + query)
                    .header("Content-Type", "application/yaml")
                    .header("Idempotency-Key", "key-" + key.hashCode())
                    .POST(BodyPublishers.ofString(plan)));
        }

        @Test
        void is_cancelled_without_a_change() {
            ignoreCommands(Command.DryRun.class::isInstance);
            String id = post(TestPlans.singleStep(TestPlans.newName(), "pg-4")).id();
            awaitState(id, "DRY_RUNNING");
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitState(id, "CANCELLED");
            assertThat(worker.receivedCommands(id)).isNotEmpty().noneMatch(Command.Apply.class::isInstance);
        }

        @Test
        void needs_the_permission_to_submit() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            Api viewer = api.withGrants("viewer");
            assertThat(viewer.post("/api/v1/migrations?dryRun=true", "application/yaml", plan)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Nested
    class A_step_that_would_fail {
        @Test
        void rejects_the_dry_run_with_the_failure_of_the_apply() {
            StepFailure failure = StepFailure.Permanent.withoutEffect("42P01", "no such table");
            worker.useScript(command -> command instanceof Command.DryRun
                    ? List.of(new Report.DryRun(
                            ScriptedWorker.headerFor(command),
                            List.of(new DryRunOutcome.Failed(new StepId("only"), failure))))
                    : ScriptedWorker.acceptAndSucceed(command));
            String id = postAndAwait(TestPlans.singleStep(TestPlans.newName(), "pg-2"), "REJECTED");
            JsonNode step = api.migration(id).json().path("steps").path(0);
            assertThat(step.path("state").asString()).isEqualTo("DRY_RUN_FAILED");
            assertThat(step.path("dryRun").path("failure").path("message").asString())
                    .isEqualTo("no such table");
        }
    }

    @Nested
    class A_migration_after_its_dry_run {
        @Test
        void shows_what_the_dry_run_expected_beside_what_it_took() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            postAndAwait(plan, "DRY_RUN_COMPLETED");
            String newest = postAndAwait(plan, "DRY_RUN_COMPLETED");
            String id = submitAndComplete(plan);
            JsonNode step = api.migration(id).json().path("steps").path(0);
            assertThat(step.path("milliseconds").isIntegralNumber()).isTrue();
            assertThat(step.path("estimate").path("dryRun").asString()).isEqualTo(newest);
            assertThat(step.path("estimate").path("units").asLong()).isEqualTo(1);
            assertThat(step.path("estimate").path("journalBytes").asLong()).isEqualTo(100);
        }

        @Test
        void shows_no_estimate_of_another_plan() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            postAndAwait(plan, "DRY_RUN_COMPLETED");
            String id = submitAndComplete(plan.replace("SELECT 2", "SELECT 3"));
            assertThat(api.migration(id).json().path("steps").path(0).has("estimate"))
                    .isFalse();
        }
    }

    @Nested
    class Another_query {
        @Test
        void starts_nothing() {
            for (String query : List.of("dryrun=true", "dryRun=1", "dryRun=true&x=1", "dryRun")) {
                String name = TestPlans.newName();
                Api.Response response =
                        api.post("/api/v1/migrations?" + query, "application/yaml", TestPlans.singleStep(name, "pg-1"));
                assertThat(response.status()).as(query).isEqualTo(400);
                assertThat(response.json().path("detail").asString()).contains("nothing was started");
                assertThat(api.get("/api/v1/migrations?name=" + name).json().path("items"))
                        .isEmpty();
            }
        }
    }
}
