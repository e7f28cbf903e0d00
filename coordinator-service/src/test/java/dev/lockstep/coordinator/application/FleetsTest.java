package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import tools.jackson.databind.JsonNode;

@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class FleetsTest extends FleetCase {
    @Nested
    @Order(1)
    class A_fleet {
        @Test
        void completes_one_wave_after_the_other() {
            String name = TestPlans.newName();
            JsonNode fleet = awaitFleet(started(plan(name, "tenants", "")), "COMPLETED");
            assertThat(fleet.path("waves").valueStream().map(wave -> wave.path("members")
                            .size()))
                    .containsExactly(1, 1, 10);
            assertThat(fleet.at("/counts/completed").intValue()).isEqualTo(12);
            assertThat(lastDispatch(fleet, 0)).isLessThan(firstDispatch(fleet, 1));
            assertThat(lastDispatch(fleet, 1)).isLessThan(firstDispatch(fleet, 2));
            JsonNode migration = api().migration(
                            member(fleet, "t-07").path("migration").asString())
                    .json();
            assertThat(migration.path("name").asString()).isEqualTo(name + ".t-07");
            assertThat(migration.at("/labels/fleet").asString())
                    .isEqualTo(fleet.path("id").asString());
            assertThat(migration.at("/labels/ticket").asString()).isEqualTo("SB-142");
            assertThat(fleet.path("environment").asString()).isEqualTo("test");
        }

        private long lastDispatch(JsonNode fleet, int wave) {
            return dispatches(fleet, wave).stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
        }

        private long firstDispatch(JsonNode fleet, int wave) {
            return dispatches(fleet, wave).stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElseThrow();
        }

        private List<Long> dispatches(JsonNode fleet, int wave) {
            return fleet.path("waves")
                    .get(wave)
                    .path("members")
                    .valueStream()
                    .flatMap(member ->
                            worker.receivedCommands(member.path("migration").asString()).stream())
                    .map(command -> command.header().dispatch().value())
                    .toList();
        }

        @Test
        void begins_with_the_first_entry_of_the_group() {
            JsonNode fleet = awaitFleet(started(plan(TestPlans.newName(), "reversed", "")), "COMPLETED");
            assertThat(members(fleet).getFirst().path("target").asString()).isEqualTo("t-12");
        }

        @Test
        void stops_after_a_canary_that_fails_and_submits_nothing_else() {
            failApplyOn("t-01");
            JsonNode fleet = awaitFleet(started(plan("")), "STOPPED");
            assertThat(targetsIn(fleet, "ROLLED_BACK")).containsExactly("t-01");
            assertThat(targetsIn(fleet, "PENDING")).hasSize(11);
            assertThat(fleet.path("finding").asString())
                    .isEqualTo("wave 1: 1 of 1 members have not completed: t-01 (ROLLED_BACK)");
            assertThat(member(fleet, "t-01").path("failure").asString()).isEqualTo("step only: no such table");
        }

        @Test
        void leaves_completed_migrations_when_it_only_stops() {
            failApplyOn("t-05");
            JsonNode fleet = awaitFleet(started(plan("waves: [2, \"100%\"]")), "STOPPED");
            assertThat(targetsIn(fleet, "ROLLED_BACK")).containsExactly("t-05");
            assertThat(targetsIn(fleet, "COMPLETED")).hasSize(11);
            succeedFromNowOn();
            String id = fleet.path("id").asString();
            accepted(id, "continue", Map.of());
            JsonNode completed = awaitFleet(id, "COMPLETED");
            assertThat(member(completed, "t-05").path("migration").asString())
                    .isNotEqualTo(member(fleet, "t-05").path("migration").asString());
            assertThat(member(completed, "t-06")).isEqualTo(member(fleet, "t-06"));
        }

        @Test
        void rolls_back_the_wave_that_fails_and_keeps_those_before() {
            failApplyOn("t-05");
            String id = started(plan("waves: [2, \"100%\"], onFailure: rollback-wave"));
            JsonNode fleet = awaitFleet(id, "WAVE_ROLLED_BACK");
            assertThat(targetsIn(fleet, "COMPLETED")).containsExactly("t-01", "t-02");
            assertThat(targetsIn(fleet, "ROLLED_BACK")).hasSize(10);
            assertThat(fleet.path("conflicts").longValue()).isZero();
            accepted(id, "rollback", Map.of("scope", "all"));
            assertThat(targetsIn(awaitFleet(id, "ROLLED_BACK"), "ROLLED_BACK")).hasSize(12);
        }

        @Test
        void rolls_back_all_waves() {
            failApplyOn("t-05");
            JsonNode fleet = awaitFleet(started(plan("waves: [2, \"100%\"], onFailure: rollback-all")), "ROLLED_BACK");
            assertThat(targetsIn(fleet, "ROLLED_BACK")).hasSize(12);
            assertThat(act(api(), fleet.path("id").asString(), "continue", Map.of())
                            .status())
                    .isEqualTo(409);
        }

        @Test
        void waits_after_each_wave_for_somebody_to_confirm_it() {
            String id = started(plan("waves: [1, \"100%\"], confirm: true"));
            assertThat(targetsIn(awaitFleet(id, "WAITING"), "PENDING")).hasSize(11);
            accepted(id, "continue", Map.of());
            assertThat(awaitFleet(id, "COMPLETED").at("/counts/completed").intValue())
                    .isEqualTo(12);
        }

        @Test
        void that_is_stopped_cancels_what_is_queued_and_lets_the_rest_end() {
            worker.useScript(
                    command -> command instanceof Command.Apply ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            String blocking = api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "t-12"))
                    .id();
            String id = started(plan("waves: [\"100%\"]"));
            Waits.await().untilAsserted(() -> {
                assertThat(targetsIn(show(id), "APPLYING")).hasSize(11);
                assertThat(member(show(id), "t-12").path("waitingFor").asString())
                        .contains(blocking);
            });
            accepted(id, "stop", Map.of());
            Waits.await().untilAsserted(() -> assertThat(targetsIn(show(id), "CANCELLED"))
                    .containsExactly("t-12"));
            assertThat(show(id).path("state").asString()).isEqualTo("STOPPING");
            succeedFromNowOn();
            JsonNode fleet = awaitFleet(id, "STOPPED");
            assertThat(targetsIn(fleet, "COMPLETED")).hasSize(11);
            assertThat(fleet.path("finding").asString()).isEqualTo("stopped: decided by a test");
        }

        @Test
        void that_stops_at_a_migration_that_needs_an_operator_says_so() {
            fail(command -> command.header().target().value().equals("t-01")
                    && (command instanceof Command.Apply || command instanceof Command.Compensate));
            String id = started(plan("onFailure: rollback-all"));
            JsonNode fleet = awaitFleet(id, "STOPPED");
            assertThat(targetsIn(fleet, "NEEDS_OPERATOR")).containsExactly("t-01");
            assertThat(fleet.path("finding").asString()).contains("not rolled back: 1 members: t-01 (NEEDS_OPERATOR)");
            assertThat(act(api(), id, "continue", Map.of()).body()).contains("migrations on t-01 need an operator");
            succeedFromNowOn();
            String migration = member(fleet, "t-01").path("migration").asString();
            assertThat(api().requestAction(migration, "retry", ApplicationTest.REASON)
                            .status())
                    .isEqualTo(202);
            Waits.await().until(() -> targetsIn(show(id), "ROLLED_BACK").contains("t-01"));
            accepted(id, "continue", Map.of());
            awaitFleet(id, "COMPLETED");
        }

        @Test
        void takes_over_migrations_of_an_earlier_fleet_of_the_same_plan() {
            String plan = plan("");
            JsonNode first = awaitFleet(started(plan), "COMPLETED");
            JsonNode second = awaitFleet(started(plan), "COMPLETED");
            assertThat(members(second))
                    .allSatisfy(member ->
                            assertThat(member.path("adopted").booleanValue()).isTrue());
            assertThat(member(second, "t-03").path("migration"))
                    .isEqualTo(member(first, "t-03").path("migration"));
            JsonNode runs = api().get("/api/v1/plans/%s/runs"
                            .formatted(first.path("checksum").asString()))
                    .json();
            assertThat(runs.path("environment").asString()).isEqualTo("test");
            assertThat(runs.path("items").valueStream().map(run -> run.path("fleet")
                            .asString()))
                    .containsExactly(
                            second.path("id").asString(), first.path("id").asString());
            assertThat(runs.at("/items/0/targets")).hasSize(12);
            accepted(second.path("id").asString(), "rollback", Map.of());
            awaitFleet(second.path("id").asString(), "ROLLED_BACK");
            assertThat(targetsIn(show(first.path("id").asString()), "COMPLETED"))
                    .hasSize(12);
        }

        @Test
        void is_returned_to_a_repeated_request_while_it_is_open() {
            String name = TestPlans.newName();
            String plan = plan(name, "tenants", "confirm: true");
            String id = started(plan);
            Api.Response again = post(plan);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.id()).isEqualTo(id);
            Api.Response other = post(plan(name, "tenants", ""));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.json().path("detail").asString()).contains("fleet %s of the plan name".formatted(id));
            awaitFleet(id, "WAITING");
            accepted(id, "stop", Map.of());
            awaitFleet(id, "STOPPED");
            Api.Response changed = post(plan(name, "tenants", "").replace("SELECT 2", "SELECT 3"));
            assertThat(changed.status()).isEqualTo(409);
            assertThat(changed.json().at("/errors/0/message").asString()).contains(name + ".t-01");
        }

        @Test
        void is_changed_only_by_those_who_have_read_it() {
            String id = started(plan("confirm: true"));
            String path = "%s/%s/actions/stop".formatted(FLEETS, id);
            assertThat(api().send(api().request(path)
                                    .header("Content-Type", JSON)
                                    .POST(BodyPublishers.ofString(ApplicationTest.REASON)))
                            .status())
                    .isEqualTo(428);
            assertThat(api().send(api().request(path)
                                    .header("Content-Type", JSON)
                                    .header("If-Match", "\"99\"")
                                    .POST(BodyPublishers.ofString(ApplicationTest.REASON)))
                            .status())
                    .isEqualTo(412);
            awaitFleet(id, "WAITING");
            assertThat(act(api(), id, "rollback", Map.of("scope", "half"))
                            .json()
                            .at("/errors/0/pointer")
                            .asString())
                    .isEqualTo("/scope");
            accepted(id, "rollback", Map.of("scope", "wave"));
            awaitFleet(id, "ROLLED_BACK");
        }

        @Test
        void shows_a_caller_only_the_members_that_it_may_view() {
            String id = awaitFleet(started(plan("")), "COMPLETED").path("id").asString();
            Api limited = api().withGrants("operator@target=t-03");
            JsonNode seen = limited.get(FLEETS + "/" + id).json();
            assertThat(members(seen)).singleElement().satisfies(member -> assertThat(
                            member.path("target").asString())
                    .isEqualTo("t-03"));
            assertThat(limited.post(FLEETS, YAML, plan("")).status()).isEqualTo(403);
            assertThat(act(limited, id, "rollback", Map.of()).status()).isEqualTo(403);
            assertThat(api().withGrants("operator@target=other")
                            .get(FLEETS + "/" + id)
                            .status())
                    .isEqualTo(403);
            assertThat(api().get(FLEETS + "/999999").status()).isEqualTo(404);
        }
    }

    @Nested
    @Order(3)
    class A_group_that_grows {
        @Test
        void does_not_change_a_fleet_that_runs() {
            String id = started(plan("confirm: true"));
            awaitFleet(id, "WAITING");
            worker.registerTarget("t-99", TargetKind.POSTGRES, "postgres.sql");
            Waits.await().untilAsserted(() -> assertThat(
                            show(id).path("laterMembers").valueStream().map(JsonNode::asString))
                    .containsExactly("t-99"));
            accepted(id, "continue", Map.of());
            awaitFleet(id, "WAITING");
            accepted(id, "continue", Map.of());
            assertThat(awaitFleet(id, "COMPLETED").at("/counts/members").intValue())
                    .isEqualTo(12);
        }
    }

    @Nested
    @Order(0)
    class A_plan_is_refused_before_anything_runs {
        private void refused(Api.Response response, String pointer, String message) {
            assertThat(response.status()).as(response.body()).isEqualTo(422);
            assertThat(response.json().path("errors").valueStream()).anySatisfy(error -> {
                assertThat(error.path("pointer").asString()).isEqualTo(pointer);
                assertThat(error.path("message").asString()).contains(message);
                assertThat(error.path("hint").asString()).isNotBlank();
                assertThat(error.path("line").intValue()).isPositive();
            });
        }

        @Test
        void at_the_wrong_place() {
            refused(api().submitYaml(plan("")), "/spec/targets", "the plan is for a group of targets");
            refused(post(TestPlans.singleStep(TestPlans.newName(), "t-01")), "/spec", "names no group of targets");
            refused(
                    api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "tenants")),
                    "/spec/steps/0/target",
                    "\"tenants\" is a group of targets");
            assertThat(api().post("/api/v1/plans/validate", YAML, plan("")).status())
                    .isEqualTo(200);
        }
    }
}
