package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GatesTest extends ApplicationTest {
    private static final String APPROVAL = "approval: {required: true}";

    private final Api approver = api.withGrants("approver");

    private static String plan(String target, String gate) {
        return TestPlans.singleStep(TestPlans.newName(), target).replace("spec:\n", "spec:\n  " + gate + "\n");
    }

    private static String window(Instant from, Instant to) {
        return "window: {notBefore: \"%s\", notAfter: \"%s\"}".formatted(from, to);
    }

    private JsonNode view(String id) {
        return api.migration(id).json();
    }

    private int approve(Api as, String id) {
        return as.requestAction(id, "approve", REASON).status();
    }

    private List<String> eventTypes(String id) {
        Stream<JsonNode> events = api.get("/api/v1/migrations/%s/events".formatted(id))
                .json()
                .path("items")
                .valueStream();
        return events.map(event -> event.path("type").asString()).toList();
    }

    @Nested
    class A_migration_that_needs_an_approval {
        @Test
        void waits_for_somebody_other_than_the_submitter() {
            String id = submit(plan("pg-1", APPROVAL));
            JsonNode waiting = view(id);
            assertThat(waiting.path("state").asString()).isEqualTo("AWAITING_APPROVAL");
            assertThat(waiting.path("waitingFor").asString()).contains("must approve it until");
            assertThat(waiting.path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrder("approve", "reject", "cancel");
            assertThat(approve(api, id)).isEqualTo(409);
            assertThat(approve(api.withGrants("operator"), id)).isEqualTo(403);
            assertThat(approve(approver, id)).isEqualTo(202);
            awaitState(id, "COMPLETED");
            assertThat(eventTypes(id))
                    .startsWith("submitted-with-gates.v1", "approved.v1", "enqueued.v1", "started.v1");
        }

        @Test
        void is_approved_for_the_newest_dry_run_of_its_plan() {
            String plan = plan("pg-1", APPROVAL);
            String older = dryRun(plan);
            String newest = dryRun(plan);
            String id = submit(plan);
            Api.Response refused = approver.requestAction(
                    id, "approve", "{\"reason\": \"looks right\", \"dryRun\": \"%s\"}".formatted(older));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("is not the newest completed dry run of this plan, which is " + newest);
            assertThat(approver.requestAction(
                                    id,
                                    "approve",
                                    "{\"reason\": \"looks right\", \"dryRun\": \"%s\"}".formatted(newest))
                            .status())
                    .isEqualTo(202);
            awaitState(id, "COMPLETED");
            assertThat(eventTypes(id)).contains("approved-with-dry-run.v1");
            dryRun(plan);
            assertThat(view(id).at("/steps/0/estimate/dryRun").asString()).isEqualTo(newest);
        }

        private String dryRun(String plan) {
            String id = api.post("/api/v1/migrations?dryRun=true", "application/yaml", plan)
                    .id();
            awaitState(id, "DRY_RUN_COMPLETED");
            return id;
        }

        @Test
        void is_not_approved_for_a_dry_run_that_does_not_exist() {
            String id = submit(plan("pg-1", APPROVAL));
            Api.Response refused =
                    approver.requestAction(id, "approve", "{\"reason\": \"looks right\", \"dryRun\": \"none\"}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("there is none; make one");
        }

        @Test
        void holds_up_nobody_and_stands_behind_those_that_came_meanwhile() {
            String waiting = submit(plan("pg-2", APPROVAL));
            String other = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            assertThat(approve(approver, waiting)).isEqualTo(202);
            awaitState(waiting, "COMPLETED");
            assertThat(api.requestAction(other, "rollback", REASON).body()).contains(waiting);
            assertThat(api.get("/api/v1/targets/pg-2/history")
                            .json()
                            .path("items")
                            .path(0)
                            .path("migration")
                            .asString())
                    .isEqualTo(waiting);
        }

        @Test
        void ends_when_an_approver_rejects_it() {
            String id = submit(plan("pg-1", APPROVAL));
            assertThat(approver.requestAction(id, "reject", REASON).status()).isEqualTo(202);
            awaitState(id, "CANCELLED");
            assertThat(worker.receivedCommands(id)).isEmpty();
        }

        @Test
        void ends_when_nobody_approves_it_in_time() {
            String id = submit(plan("pg-1", "approval: {required: true, within: 1s}"));
            awaitState(id, "CANCELLED");
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                    .contains("nobody approved the migration until");
        }

        @Test
        void is_found_by_its_target_and_its_label_afterwards() {
            String plan = plan("pg-1", APPROVAL).replace("metadata: {", "metadata: {labels: {gate: moved}, ");
            String id = submit(plan);
            assertThat(approve(approver, id)).isEqualTo(202);
            awaitState(id, "COMPLETED");
            assertThat(api.get("/api/v1/migrations?label=gate:moved&target=pg-1")
                            .body())
                    .contains(id);
        }
    }

    @Nested
    class A_rollback_that_needs_an_approval {
        private static final String ROLLBACK = "rollback: {approval: {required: true}}";

        private int rollBack(String id) {
            return api.requestAction(id, "rollback", REASON).status();
        }

        @Test
        void waits_for_somebody_other_than_who_requested_it() {
            String id = submitAndComplete(plan("pg-1", ROLLBACK));
            assertThat(rollBack(id)).isEqualTo(202);
            JsonNode waiting = view(id);
            assertThat(waiting.path("state").asString()).isEqualTo("COMPLETED");
            assertThat(waiting.path("waitingFor").asString()).contains("must approve the rollback until");
            assertThat(waiting.path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrder("approve", "reject");
            assertThat(approve(api, id)).isEqualTo(409);
            assertThat(approve(approver, id)).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            assertThat(eventTypes(id))
                    .containsSubsequence(
                            "completed.v1",
                            "rollback-requested.v1",
                            "approved.v1",
                            "round-opened.v1",
                            "rollback-began.v1",
                            "rolled-back.v1");
        }

        @Test
        void stays_requested_if_its_targets_are_not_free_when_it_is_approved() {
            String id = submitAndComplete(plan("pg-2", ROLLBACK));
            assertThat(rollBack(id)).isEqualTo(202);
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            Api.Response refused = approver.requestAction(id, "approve", REASON);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("roll these back first", later);
            assertThat(rollBack(later)).isEqualTo(202);
            awaitState(later, "ROLLED_BACK");
            assertThat(approve(approver, id)).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void is_refused_by_an_approver_or_when_its_time_is_over() {
            String refused = submitAndComplete(plan("pg-1", ROLLBACK));
            assertThat(rollBack(refused)).isEqualTo(202);
            assertThat(approver.requestAction(refused, "reject", REASON).status())
                    .isEqualTo(202);
            assertThat(view(refused).path("waitingFor").isMissingNode()
                            || view(refused).path("waitingFor").isNull())
                    .isTrue();
            String late = submitAndComplete(plan("pg-1", "rollback: {approval: {required: true, within: 1s}}"));
            assertThat(rollBack(late)).isEqualTo(202);
            Waits.await().until(() -> eventTypes(late).contains("rollback-refused.v1"));
            assertThat(view(late).path("state").asString()).isEqualTo("COMPLETED");
        }
    }

    @Nested
    class A_migration_with_a_window {
        @Test
        void starts_when_it_opens() {
            Instant now = Instant.now();
            String id = submit(plan("pg-1", window(now.plusSeconds(3), now.plusSeconds(600))));
            assertThat(view(id).path("state").asString()).isEqualTo("AWAITING_WINDOW");
            assertThat(view(id).path("waitingFor").asString()).contains("opens at");
            awaitState(id, "COMPLETED");
            assertThat(eventTypes(id)).startsWith("submitted-with-gates.v1", "enqueued.v1", "started.v1");
        }

        @Test
        void that_is_open_starts_at_once() {
            Instant now = Instant.now();
            submitAndComplete(plan("pg-1", window(now.minusSeconds(60), now.plusSeconds(600))));
        }

        @Test
        void ends_if_the_window_is_over_while_it_waits_for_its_target() {
            ignoreCommands(command -> command.step().target().value().equals("pg-3"));
            String first = submit(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            Instant end = Instant.now().plusSeconds(2);
            String second = submit(plan("pg-3", "window: {notAfter: \"%s\"}".formatted(end)));
            awaitState(second, "CANCELLED");
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(second)).body())
                    .contains("the window of the plan was over at")
                    .doesNotContain("started.v1");
            succeedFromNowOn();
            awaitState(first, "COMPLETED");
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void passes_no_gates() {
            Instant now = Instant.now();
            Api.Response response = api.post(
                    "/api/v1/migrations?dryRun=true",
                    "application/yaml",
                    plan("pg-1", window(now.plusSeconds(300), now.plusSeconds(600)) + "\n  " + APPROVAL));
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            awaitState(response.id(), "DRY_RUN_COMPLETED");
        }
    }
}
