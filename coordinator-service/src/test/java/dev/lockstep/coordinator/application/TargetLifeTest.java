package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Removing Lockstep from a target, and giving a target a new identity. */
class TargetLifeTest extends ApplicationTest {
    @AfterEach
    void answerAgain() {
        worker.useRequestScript(ScriptedWorker::answer);
    }

    private Api.Response post(String target, String action, Map<String, Object> body) {
        return api.post(
                "/api/v1/targets/%s/%s".formatted(target, action),
                "application/json",
                JsonMapper.shared().writeValueAsString(body));
    }

    private Api.Response post(String target, String action) {
        return post(target, action, Map.of("reason", "requested by a test"));
    }

    private static TargetRegistration registration(String target, UUID identity, String workerName) {
        return new TargetRegistration(
                new TargetName(target),
                TargetKind.POSTGRES,
                new TargetIdentity(identity),
                "1.0",
                List.of("postgres.sql"),
                List.of(TargetRequest.Reidentify.TYPE, TargetRequest.Uninstall.TYPE),
                workerName,
                Instant.now());
    }

    private void register(String target, UUID identity, String workerName) {
        worker.register(registration(target, identity, workerName));
        Waits.await().until(() -> view(target).has("identity"));
    }

    private JsonNode view(String target) {
        return api.get("/api/v1/targets").json().path("items").values().stream()
                .filter(item -> item.path("name").asString().equals(target))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private UUID identityOf(String target) {
        return UUID.fromString(view(target).path("identity").asString());
    }

    private JsonNode awaitEnd(Api.Response requested) {
        assertThat(requested.status()).as(requested.body()).isEqualTo(202);
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await()
                .until(() -> !api.get(location).json().path("state").asString().equals("REQUESTED"));
        return api.get(location).json();
    }

    private JsonNode requestPurge(String id) {
        Api.Response requested = api.post("/api/v1/migrations/%s/purge".formatted(id), "application/json", REASON);
        assertThat(requested.status()).as(requested.body()).isEqualTo(202);
        return requested.json();
    }

    private TargetRequest last(String target) {
        return worker.receivedRequests(target).getLast();
    }

    private static List<String> notes(JsonNode uninstalled) {
        return uninstalled.at("/uninstall/notes").values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    @Nested
    class An_uninstallation {
        @Test
        void that_is_tried_says_what_would_be_lost_and_changes_nothing() {
            String completed = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-1"));
            JsonNode tried = awaitEnd(post("life-1", "uninstall?dryRun=true"));
            assertThat(tried.path("state").asString()).isEqualTo("ANSWERED");
            assertThat(tried.at("/uninstall/dryRun").asBoolean()).isTrue();
            assertThat(tried.at("/uninstall/removed/0/units").asLong()).isEqualTo(5);
            assertThat(notes(tried)).last().asString().endsWith("migrations could no longer be rolled back");
            assertThat(last("life-1")).isInstanceOfSatisfying(TargetRequest.Uninstall.class, request -> {
                assertThat(request.dryRun()).isTrue();
                assertThat(request.history()).isFalse();
            });
            assertThat(api.requestAction(completed, "rollback", REASON).status())
                    .isEqualTo(202);
            awaitState(completed, "ROLLED_BACK");
        }

        @Test
        void lets_earlier_migrations_not_be_rolled_back_but_later_ones() {
            String earlier = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-1"));
            JsonNode done = awaitEnd(post("life-1", "uninstall", Map.of("reason", "moved away", "history", true)));
            assertThat(done.path("reason").asString()).isEqualTo("moved away");
            assertThat(notes(done)).last().asString().endsWith("migrations can no longer be rolled back");
            assertThat(((TargetRequest.Uninstall) last("life-1")).history()).isTrue();
            Api.Response refused = api.requestAction(earlier, "rollback", REASON);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString())
                    .contains("Lockstep was removed from target \"life-1\" at", "with its journal");
            assertThat(shown(earlier, "life-1"))
                    .allSatisfy(view -> assertThat(view).contains("\"undoLimit\":\"Lockstep was removed from target"))
                    .noneMatch(view -> view.contains("\"rollback\""));
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-1"));
            assertThat(shown(later, "life-1")).allMatch(view -> view.contains("\"rollback\""));
            assertThat(api.requestAction(later, "rollback", REASON).status()).isEqualTo(202);
            awaitState(later, "ROLLED_BACK");
        }

        @Test
        void needs_a_free_target_and_lets_nothing_start_meanwhile() {
            ignoreCommands(Command.Apply.class::isInstance);
            String running = submit(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            awaitState(running, "APPLYING");
            Api.Response refused = post("life-2", "uninstall");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("not free", running);
            succeedFromNowOn();
            awaitState(running, "COMPLETED");
            worker.useRequestScript(_request -> List.of());
            Api.Response requested = post("life-2", "uninstall");
            assertThat(requested.status()).isEqualTo(202);
            String waiting = submit(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            assertThat(api.migration(waiting).json().path("waitingFor").asString())
                    .isEqualTo("Lockstep is being removed from target \"life-2\" (request %d)"
                            .formatted(requested.json().path("number").asInt()));
            answerAgain();
            awaitEnd(requested);
            awaitState(waiting, "COMPLETED");
            // It has used the journal that was created afterwards.
            assertThat(api.requestAction(waiting, "rollback", REASON).status()).isEqualTo(202);
            awaitState(waiting, "ROLLED_BACK");
        }

        @Test
        void that_was_carried_out_after_it_was_given_up_is_kept_all_the_same() {
            String earlier = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-3"));
            worker.useRequestScript(_request -> List.of());
            int before = worker.receivedRequests("life-3").size();
            Api.Response requested = post("life-3", "uninstall");
            String location = String.valueOf(requested.headers().get("location"));
            Waits.await().until(() -> worker.receivedRequests("life-3").size() > before);
            SharedCoordinator.jdbc()
                    .update(
                            "UPDATE target_request SET state = 'FAILED', next_attempt = NULL WHERE dispatch = ?",
                            last("life-3").header().dispatch().value());
            ScriptedWorker.answer(last("life-3")).forEach(worker::report);
            Waits.await()
                    .until(() ->
                            api.get(location).json().path("state").asString().equals("ANSWERED"));
            assertThat(api.requestAction(earlier, "rollback", REASON).status()).isEqualTo(409);
            SharedCoordinator.jdbc().update("DELETE FROM target_stop WHERE target = 'life-3'");
            SharedCoordinator.jdbc()
                    .update("UPDATE freeze_state SET stopped_targets = array_remove(stopped_targets, 'life-3')");
        }

        @Test
        void that_fails_changes_nothing_and_releases_its_target() {
            String completed = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-3"));
            worker.useRequestScript(request -> List.of(new TargetReport.Failed(
                    ScriptedWorker.headerFor(request),
                    StepFailure.Permanent.withoutEffect("2BP01", "view report depends on the journal"))));
            JsonNode ended = awaitEnd(post("life-3", "uninstall"));
            assertThat(ended.path("finding").asString()).isEqualTo("2BP01: view report depends on the journal");
            assertThat(api.requestAction(completed, "rollback", REASON).status())
                    .isEqualTo(202);
            awaitState(completed, "ROLLED_BACK");
        }

        @Test
        void lets_nobody_request_a_rollback_that_would_have_to_be_approved() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "life-2")
                    .replace("spec:\n", "spec:\n  rollback: {approval: {required: true}}\n");
            assertThat(plan).contains("approval: {required: true}");
            String earlier = submitAndComplete(plan);
            awaitEnd(post("life-2", "uninstall"));
            assertThat(api.requestAction(earlier, "rollback", REASON).status()).isEqualTo(409);
            assertThat(api.migration(earlier).json().path("state").asString()).isEqualTo("COMPLETED");
        }

        @Test
        void lets_no_downgrade_begin_that_would_have_to_go_past_it() {
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            String earlier = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            awaitEnd(post("life-2", "uninstall"));
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            Api.Response refused = post("life-2", "downgrade", Map.of("to", "base", "reason", "test"));
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("Lockstep was removed from a target of migrations", earlier);
            assertThat(api.migration(later).json().path("state").asString()).isEqualTo("COMPLETED");
        }

        @Test
        void ends_the_purges_of_journals_that_it_has_removed() {
            String waiting = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-2"));
            ignoreCommands(Command.Purge.class::isInstance);
            assertThat(requestPurge(waiting).has("purgedAt")).isFalse();
            awaitEnd(post("life-2", "uninstall"));
            assertThat(api.get("/api/v1/migrations/%s/purge".formatted(waiting))
                            .json()
                            .has("purgedAt"))
                    .isTrue();
            requestPurge(later);
            Waits.await().until(() -> api.get("/api/v1/migrations/%s/purge".formatted(later))
                    .json()
                    .has("purgedAt"));
            assertThat(worker.receivedCommands(later)).noneMatch(Command.Purge.class::isInstance);
        }

        @Test
        void of_a_target_with_two_workers_is_refused() {
            register("pg-twice", UUID.randomUUID(), "scripted-1");
            worker.register(registration("pg-twice", identityOf("pg-twice"), "scripted-2"));
            Waits.await().until(() -> view("pg-twice").path("workers").size() == 2);
            Api.Response refused = post("pg-twice", "uninstall");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString())
                    .contains("has 2 workers (scripted-1, scripted-2)", "stop all but one");
        }
    }

    @Nested
    class A_new_identity {
        @Test
        void lets_earlier_migrations_not_be_rolled_back() {
            String earlier = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "life-4"));
            Api.Response preview = post("life-4", "reidentify?dryRun=true");
            assertThat(preview.status()).isEqualTo(200);
            assertThat(preview.json().path("migrations").asLong()).isEqualTo(1);
            JsonNode done = awaitEnd(post("life-4", "reidentify"));
            assertThat(done.at("/reidentify/before").asString())
                    .isEqualTo(preview.json().path("identity").asString());
            assertThat(done.at("/reidentify/after").asString())
                    .isNotEqualTo(done.at("/reidentify/before").asString());
            Api.Response refused = api.requestAction(earlier, "rollback", REASON);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("target \"life-4\" got a new identity at");
            assertThat(post("life-4", "reidentify?dryRun=true")
                            .json()
                            .path("migrations")
                            .asLong())
                    .isZero();
        }

        @Test
        void is_given_to_a_target_whose_identity_another_one_has_too() {
            register("original", UUID.randomUUID(), "scripted-1");
            worker.register(registration("clone", identityOf("original"), "scripted-1"));
            Waits.await()
                    .until(() -> "UNUSABLE".equals(view("clone").path("state").asString()));
            JsonNode preview = post("clone", "reidentify?dryRun=true").json();
            assertThat(preview.path("identity").asString())
                    .isEqualTo(identityOf("original").toString());
        }
    }

    @Nested
    class A_request {
        @Test
        void needs_a_reason_and_an_administrator() {
            for (String action : List.of("uninstall", "reidentify")) {
                Api.Response refused = post("pg-1", action, Map.of());
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/reason");
                assertThat(api.withGrants("operator")
                                .post("/api/v1/targets/pg-1/" + action, "application/json", "{}")
                                .status())
                        .isEqualTo(403);
            }
        }
    }
}
