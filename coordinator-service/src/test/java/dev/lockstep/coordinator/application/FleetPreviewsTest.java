package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class FleetPreviewsTest extends FleetCase {
    private static JsonNode previewed(Api.Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.json();
    }

    private static JsonNode preview(String id, String action, Map<String, String> fields) {
        return previewed(act(api(), id, action + "?dryRun=true", fields));
    }

    private static List<String> texts(JsonNode preview, String field) {
        return preview.path(field).valueStream().map(JsonNode::asString).toList();
    }

    private static List<List<String>> waves(JsonNode preview) {
        return preview.path("submits")
                .valueStream()
                .map(wave -> texts(wave, "targets"))
                .toList();
    }

    private static List<String> without(String... targets) {
        return TENANTS.stream().filter(name -> !List.of(targets).contains(name)).toList();
    }

    @Nested
    class A_submission_that_is_tried {
        @Test
        void names_the_members_of_each_wave_and_starts_nothing() {
            String name = TestPlans.newName();
            String plan = plan(name, "tenants", "waves: [2, \"100%\"]");
            JsonNode preview = previewed(api().post(FLEETS + "?dryRun=true", YAML, plan));
            assertThat(waves(preview)).containsExactly(List.of("t-01", "t-02"), without("t-01", "t-02"));
            assertThat(preview.path("action").asString()).isEqualTo("submit");
            assertThat(preview.path("state").asString()).isEqualTo("RUNNING");
            assertThat(preview.has("fleet")).isFalse();
            assertThat(texts(preview, "adopts")).isEmpty();
            assertThat(api().post(FLEETS + "?dryrun=true", YAML, plan).status()).isEqualTo(400);
            assertThat(api().get(FLEETS).json().path("items").valueStream())
                    .noneMatch(fleet -> fleet.path("name").asString().equals(name));
        }

        @Test
        void names_the_migrations_that_it_takes_over() {
            String plan = plan("");
            String id = started(plan);
            awaitFleet(id, "COMPLETED");
            JsonNode preview = previewed(api().post(FLEETS + "?dryRun=true", YAML, plan));
            assertThat(texts(preview, "adopts")).isEqualTo(TENANTS);
        }

        @Test
        void names_the_open_fleet_of_the_same_plan() {
            String plan = plan("waves: [1, \"100%\"], confirm: true");
            String id = started(plan);
            awaitFleet(id, "WAITING");
            JsonNode preview = previewed(api().post(FLEETS + "?dryRun=true", YAML, plan));
            assertThat(preview.path("fleet").asString()).isEqualTo(id);
            assertThat(waves(preview)).isEmpty();
            accepted(id, "stop", Map.of());
            awaitFleet(id, "STOPPED");
        }
    }

    @Nested
    class An_action_that_is_tried {
        @Test
        void names_what_it_would_submit() {
            String id = started(plan("waves: [1, 3, \"100%\"], confirm: true"));
            JsonNode before = awaitFleet(id, "WAITING");
            JsonNode preview = preview(id, "continue", Map.of());
            assertThat(waves(preview)).containsExactly(List.of("t-02", "t-03"), without("t-01", "t-02", "t-03"));
            assertThat(preview.path("version")).isEqualTo(before.path("version"));
            assertThat(preview.path("state").asString()).isEqualTo("RUNNING");
            assertThat(show(id)).isEqualTo(before);
            assertThat(api().send(api().request("%s/%s/actions/continue?dryRun=true".formatted(FLEETS, id))
                                    .header("Content-Type", JSON)
                                    .header("If-Match", "\"99\"")
                                    .POST(BodyPublishers.ofString(ApplicationTest.REASON)))
                            .status())
                    .isEqualTo(412);
            accepted(id, "stop", Map.of());
            awaitFleet(id, "STOPPED");
        }

        @Test
        void names_what_it_would_cancel_and_what_would_continue() {
            worker.useScript(
                    command -> command instanceof Command.Apply ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            String blocking = api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "t-12"))
                    .id();
            String id = started(plan("waves: [\"100%\"]"));
            Waits.await().untilAsserted(() -> {
                assertThat(targetsIn(show(id), "APPLYING")).isEqualTo(without("t-12"));
                assertThat(member(show(id), "t-12").path("waitingFor").asString())
                        .contains(blocking);
            });
            JsonNode preview = preview(id, "rollback", Map.of("scope", "all"));
            assertThat(texts(preview, "cancels")).containsExactly("t-12");
            assertThat(texts(preview, "continues")).isEqualTo(without("t-12"));
            assertThat(texts(preview, "rollsBack")).isEqualTo(without("t-12"));
            assertThat(preview.path("state").asString()).isEqualTo("STOPPING");
            assertThat(show(id).path("state").asString()).isEqualTo("RUNNING");
            assertThat(targetsIn(show(id), "CANCELLED")).isEmpty();
            succeedFromNowOn();
            awaitFleet(id, "COMPLETED");
        }

        @Test
        void names_the_rollbacks_that_would_be_refused() {
            String id = started(plan(""));
            JsonNode fleet = awaitFleet(id, "COMPLETED");
            String purged = member(fleet, "t-02").path("migration").asString();
            Api.Response purge = api().post(
                            "/api/v1/migrations/%s/purge".formatted(purged),
                            JSON,
                            "{\"reason\": \"no longer needed\", \"dryRun\": false}");
            assertThat(purge.status()).as(purge.body()).isEqualTo(202);
            String later = api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "t-03"))
                    .id();
            Waits.await().until(() -> api().migration(later)
                    .json()
                    .path("state")
                    .asString()
                    .equals("COMPLETED"));
            JsonNode preview = preview(id, "rollback", Map.of("scope", "all"));
            assertThat(texts(preview, "rollsBack")).isEqualTo(TENANTS);
            assertThat(preview.path("refuses").valueStream().map(refusal -> refusal.path("target")
                            .asString()))
                    .containsExactly("t-02", "t-03");
            assertThat(preview.at("/refuses/0/reason").asString()).contains("purge");
            assertThat(preview.at("/refuses/1/reason").asString()).contains(later);
            assertThat(targetsIn(show(id), "COMPLETED")).isEqualTo(TENANTS);
            accepted(id, "rollback", Map.of("scope", "all"));
            JsonNode stopped = awaitFleet(id, "STOPPED");
            assertThat(targetsIn(stopped, "ROLLED_BACK")).isEqualTo(without("t-02", "t-03"));
            assertThat(member(stopped, "t-02").path("finding").asString())
                    .isEqualTo(preview.at("/refuses/0/reason").asString());
        }
    }

    @Nested
    class A_rollback_that_is_tried {
        /** Two people end a freeze. */
        private void endFreeze(String freeze) {
            Api second = api().withGrants("approver");
            for (Api as : List.of(api(), second)) {
                as.send(as.request("/api/v1/freezes/%s/actions/break".formatted(freeze))
                        .header("Content-Type", JSON)
                        .header("If-Match", "*")
                        .POST(BodyPublishers.ofString(ApplicationTest.REASON)));
            }
            assertThat(api().get("/api/v1/freezes").json().at("/items/0/state").asString())
                    .isEqualTo("BROKEN");
        }

        @Test
        void waits_for_a_freeze_and_is_not_refused() {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            String freeze =
                    api().post("/api/v1/freezes", JSON, ApplicationTest.REASON).id();
            try {
                JsonNode preview = preview(id, "rollback", Map.of("scope", "all"));
                assertThat(texts(preview, "rollsBack")).isEqualTo(TENANTS);
                assertThat(preview.path("refuses")).isEmpty();
                assertThat(preview.path("waits").valueStream().map(member -> member.path("target")
                                .asString()))
                        .isEqualTo(TENANTS);
                assertThat(preview.at("/waits/0/reason").asString())
                        .contains("nothing new starts because of the freeze");
                assertThat(preview.path("untried")).isEmpty();
            } finally {
                endFreeze(freeze);
            }
        }

        @Test
        void names_the_members_that_it_has_not_tried() {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            new JdbcTemplate(dataSource())
                    .update(
                            """
                            INSERT INTO fleet_member (fleet, number, target, wave, migration_id)
                            SELECT fleet, 12 + n, 'more-' || n, wave, migration_id
                            FROM fleet_member, generate_series(1, 90) AS n WHERE fleet = ?::bigint AND target = 't-12'
                            """,
                            id);
            JsonNode preview = preview(id, "rollback", Map.of("scope", "all"));
            assertThat(texts(preview, "rollsBack")).hasSize(102);
            assertThat(texts(preview, "untried")).containsExactly("more-89", "more-90");
            assertThat(preview.path("refuses")).isEmpty();
        }
    }

    @Nested
    class A_rollback {
        private static final CompensationResult THREE_CONFLICTS = new CompensationResult(1, 3, null, null, null);

        @Test
        void waits_for_a_stopped_target_and_does_not_hold_back_the_others() {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            stopTarget("t-01");
            try {
                accepted(id, "rollback", Map.of("scope", "all"));
                Waits.await().untilAsserted(() -> assertThat(targetsIn(show(id), "ROLLED_BACK"))
                        .isEqualTo(without("t-01")));
                assertThat(show(id).path("state").asString()).isEqualTo("ROLLING_BACK");
                assertThat(member(show(id), "t-01").path("waitingFor").asString())
                        .startsWith("drift was found on target \"t-01\"");
            } finally {
                releaseTarget("t-01");
            }
            assertThat(targetsIn(awaitFleet(id, "ROLLED_BACK"), "ROLLED_BACK")).isEqualTo(TENANTS);
        }

        @Test
        void counts_the_units_that_keep_the_value_of_an_application() {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            worker.useScript(command -> command instanceof Command.Compensate
                            && Set.of("t-02", "t-07")
                                    .contains(command.header().target().value())
                    ? List.of(new Report.Compensated(ScriptedWorker.headerFor(command), THREE_CONFLICTS))
                    : ScriptedWorker.acceptAndSucceed(command));
            accepted(id, "rollback", Map.of());
            JsonNode fleet = awaitFleet(id, "ROLLED_BACK");
            assertThat(fleet.path("conflicts").longValue()).isEqualTo(6);
            assertThat(members(fleet))
                    .allSatisfy(member -> assertThat(member.path("conflicts").longValue())
                            .isEqualTo(api().migration(member.path("migration").asString())
                                    .json()
                                    .at("/conflicts/total")
                                    .longValue()));
            assertThat(member(fleet, "t-07").path("conflicts").longValue()).isEqualTo(3);
            assertThat(member(fleet, "t-01").path("conflicts").isNumber()).isTrue();
        }
    }
}
