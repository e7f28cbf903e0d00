package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class FleetFailuresTest extends FleetCase {
    private static void rollBackByHand(String id, String target) {
        String migration = member(show(id), target).path("migration").asString();
        Api.Response response = api().requestAction(migration, "rollback", ApplicationTest.REASON);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        Waits.await().until(() -> targetsIn(show(id), "ROLLED_BACK").contains(target));
    }

    private static String finding(JsonNode fleet) {
        return fleet.path("finding").asString("");
    }

    @AfterEach
    void releaseHeldTarget() {
        releaseTarget("t-05");
    }

    @Nested
    class A_migration_that_an_operator_has_rolled_back {
        @Test
        void stops_the_fleet_in_a_later_wave() {
            stopTarget("t-05");
            String id = started(plan("waves: [2, \"100%\"]"));
            Waits.await().until(() -> targetsIn(show(id), "COMPLETED").size() == 11);
            rollBackByHand(id, "t-01");
            Waits.await().untilAsserted(() -> assertThat(finding(show(id)))
                    .isEqualTo("waves 1 to 2: 1 of 12 members have not completed: t-01 (ROLLED_BACK)"));
            awaitFleet(id, "STOPPED");
            releaseTarget("t-05");
            accepted(id, "continue", Map.of());
            assertThat(targetsIn(awaitFleet(id, "COMPLETED"), "COMPLETED")).isEqualTo(TENANTS);
        }

        @Test
        void is_named_when_a_fleet_that_waits_is_continued() {
            String id = started(plan("waves: [1, \"100%\"], confirm: true"));
            awaitFleet(id, "WAITING");
            rollBackByHand(id, "t-01");
            assertThat(act(api(), id, "continue", Map.of())
                            .json()
                            .path("detail")
                            .asString())
                    .isEqualTo("migrations on t-01 are not completed any more; stop the fleet, then continue it to"
                            + " submit them again");
            accepted(id, "stop", Map.of());
            awaitFleet(id, "STOPPED");
            accepted(id, "continue", Map.of());
            assertThat(targetsIn(awaitFleet(id, "WAITING"), "COMPLETED")).containsExactly("t-01");
            accepted(id, "continue", Map.of());
            awaitFleet(id, "COMPLETED");
        }

        @Test
        void can_be_followed_by_a_rollback_of_its_wave_that_keeps_later_waves() {
            String id = started(plan("waves: [1, 2, \"100%\"], confirm: true, onFailure: rollback-wave"));
            awaitFleet(id, "WAITING");
            accepted(id, "continue", Map.of());
            Waits.await().until(() -> targetsIn(show(id), "COMPLETED").size() == 2);
            awaitFleet(id, "WAITING");
            accepted(id, "stop", Map.of());
            awaitFleet(id, "STOPPED");
            rollBackByHand(id, "t-01");
            failApplyOn("t-01");
            accepted(id, "continue", Map.of());
            JsonNode fleet = awaitFleet(id, "WAVE_ROLLED_BACK");
            assertThat(fleet.path("wave").intValue()).isEqualTo(1);
            assertThat(targetsIn(fleet, "COMPLETED")).containsExactly("t-02");
            accepted(id, "rollback", Map.of("scope", "all"));
            assertThat(targetsIn(awaitFleet(id, "ROLLED_BACK"), "ROLLED_BACK")).containsExactly("t-01", "t-02");
        }
    }

    @Nested
    class A_name_that_is_taken_meanwhile {
        @Test
        void cancels_what_was_submitted_just_before_and_has_not_started() {
            String name = TestPlans.newName();
            String id = started(plan(name, "tenants", "waves: [1, \"100%\"], confirm: true"));
            awaitFleet(id, "WAITING");
            String other = api().submitYaml(TestPlans.singleStep(name + ".t-12", "t-12"))
                    .id();
            stopTarget("t-05");
            String blocking = api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "t-05"))
                    .id();
            accepted(id, "continue", Map.of());
            Waits.await().untilAsserted(() -> assertThat(targetsIn(show(id), "CANCELLED"))
                    .containsExactly("t-05"));
            JsonNode fleet = awaitFleet(id, "STOPPED");
            assertThat(finding(fleet)).contains(name + ".t-12", other);
            assertThat(targetsIn(fleet, "COMPLETED")).hasSize(10).doesNotContain("t-05", "t-12");
            assertThat(api().migration(blocking).json().path("state").asString())
                    .isNotEqualTo("COMPLETED");
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class A_fleet_that_cannot_be_continued {
        private static final String ATTEMPT = "UPDATE fleet_member SET rollback_requested = true";
        private final JdbcTemplate jdbc = new JdbcTemplate(dataSource());

        private void forbid(String condition) {
            jdbc.execute("ALTER TABLE fleet_member ADD CONSTRAINT forbidden CHECK (NOT (%s)) NOT VALID"
                    .formatted(condition));
        }

        private void permit() {
            jdbc.execute("ALTER TABLE fleet_member DROP CONSTRAINT IF EXISTS forbidden");
        }

        @Test
        void says_why_and_goes_on_when_the_cause_is_gone() {
            String id = started(plan("waves: [1, \"100%\"], confirm: true"));
            awaitFleet(id, "WAITING");
            try {
                forbid("fleet = %s AND target = 't-07' AND migration_id IS NOT NULL".formatted(id));
                accepted(id, "continue", Map.of());
                Waits.await().untilAsserted(() -> assertThat(finding(show(id)))
                        .startsWith("it could not be continued, and is tried again: ")
                        .contains("forbidden"));
                assertThat(targetsIn(show(id), "PENDING")).hasSize(11);
            } finally {
                permit();
            }
            assertThat(awaitFleet(id, "COMPLETED").has("finding")).isFalse();
        }

        @Test
        void tries_a_limited_number_of_members_at_a_time_and_logs_an_error_once(CapturedOutput log) {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            try {
                forbid("fleet = %s AND rollback_requested".formatted(id));
                jdbc.update(
                        """
                        INSERT INTO fleet_member (fleet, number, target, wave, migration_id)
                        SELECT fleet, 12 + n, 'more-' || n, wave, migration_id
                        FROM fleet_member, generate_series(1, 90) AS n WHERE fleet = ?::bigint AND target = 't-12'
                        """,
                        id);
                accepted(id, "rollback", Map.of());
                Waits.await().untilAsserted(() -> assertThat(finding(show(id)))
                        .contains("is tried again: t-01: ", "forbidden"));
                Executed before = Executed.with(ATTEMPT);
                awaitTicks(3);
                Executed more = Executed.with(ATTEMPT).since(before);
                // The tick that was running when the counting began, and the one that runs when it ends, count in part.
                assertThat(more.count()).isBetween(20 * (more.ticks() - 1), 20 * (more.ticks() + 1));
                assertThat(log.getAll()
                                .lines()
                                .filter(line -> line.contains("Could not roll back a member of a fleet")))
                        .hasSize(1);
            } finally {
                jdbc.update("DELETE FROM fleet_member WHERE fleet = ?::bigint AND number > 12", id);
                permit();
            }
            assertThat(targetsIn(awaitFleet(id, "ROLLED_BACK"), "ROLLED_BACK")).isEqualTo(TENANTS);
        }

        @Test
        void rolls_back_the_other_members() {
            String id = started(plan(""));
            awaitFleet(id, "COMPLETED");
            try {
                forbid("fleet = %s AND target = 't-01' AND rollback_requested".formatted(id));
                accepted(id, "rollback", Map.of());
                Waits.await().untilAsserted(() -> {
                    assertThat(targetsIn(show(id), "ROLLED_BACK")).hasSize(11).doesNotContain("t-01");
                    assertThat(finding(show(id))).contains("is tried again: t-01: ", "forbidden");
                });
                assertThat(show(id).path("state").asString()).isEqualTo("ROLLING_BACK");
            } finally {
                permit();
            }
            assertThat(awaitFleet(id, "ROLLED_BACK").has("finding")).isFalse();
        }
    }

    @Nested
    class A_finding {
        @Test
        void does_not_grow_with_each_rollback() {
            fail(command -> command.header().target().value().equals("t-01")
                    && (command instanceof Command.Apply || command instanceof Command.Compensate));
            String id = started(plan("onFailure: rollback-all"));
            JsonNode stopped = awaitFleet(id, "STOPPED");
            assertThat(finding(stopped))
                    .isEqualTo("wave 1: 1 of 1 members have not completed: t-01 (NEEDS_OPERATOR);"
                            + " not rolled back: 1 members: t-01 (NEEDS_OPERATOR)");
            accepted(id, "rollback", Map.of());
            assertThat(finding(awaitFleet(id, "STOPPED"))).isEqualTo(finding(stopped));
            succeedFromNowOn();
            String migration = member(stopped, "t-01").path("migration").asString();
            api().requestAction(migration, "retry", ApplicationTest.REASON);
            Waits.await().until(() -> targetsIn(show(id), "ROLLED_BACK").contains("t-01"));
        }

        @Test
        void does_not_name_members_that_the_caller_may_not_view() {
            failApplyOn("t-02");
            String id = awaitFleet(started(plan("waves: [2, \"100%\"]")), "STOPPED")
                    .path("id")
                    .asString();
            assertThat(finding(show(id))).contains("t-02");
            Api limited = api().withGrants("operator@target=t-01");
            assertThat(finding(limited.get(FLEETS + "/" + id).json()))
                    .isEqualTo("the finding concerns members that you may not view");
            assertThat(limited.get(FLEETS)
                            .json()
                            .path("items")
                            .valueStream()
                            .filter(fleet -> fleet.path("id").asString().equals(id))
                            .map(FleetFailuresTest::finding))
                    .containsExactly("the finding concerns members that you may not view");
        }
    }

    @Nested
    class A_coordinator {
        @Test
        void continues_a_fleet_after_its_restart() {
            worker.useScript(command -> command instanceof Command.Apply
                            && command.header().target().value().equals("t-04")
                    ? List.of()
                    : ScriptedWorker.acceptAndSucceed(command));
            String name = TestPlans.newName();
            String id = started(plan(name, "tenants", "waves: [5, \"100%\"]"));
            Waits.await().until(() -> targetsIn(show(id), "COMPLETED").size() == 4);
            stopCoordinator();
            succeedFromNowOn();
            startCoordinator();
            JsonNode fleet = awaitFleet(id, "COMPLETED");
            assertThat(fleet.at("/counts/completed").intValue()).isEqualTo(12);
            assertThat(api().get("/api/v1/migrations?limit=200&label=fleet:" + id)
                            .json()
                            .path("items"))
                    .hasSize(12);
        }
    }

    @Nested
    class Two_coordinators {
        @Test
        void submit_each_migration_of_a_fleet_once() {
            try (StartedCoordinator second = newCoordinator()) {
                Waits.await()
                        .until(() ->
                                second.api().get("/actuator/health/readiness").status() == 200);
                String plan = plan("waves: [1, 2, 4, \"100%\"]");
                CompletableFuture<Api.Response> posted = CompletableFuture.supplyAsync(() -> post(plan));
                Api.Response other = second.api().post(FLEETS, YAML, plan);
                assertThat(List.of(posted.join().status(), other.status())).containsExactlyInAnyOrder(202, 200);
                String id = other.id();
                assertThat(posted.join().id()).isEqualTo(id);
                JsonNode fleet = awaitFleet(id, "COMPLETED");
                assertThat(api().get("/api/v1/migrations?limit=200&label=fleet:" + id)
                                .json()
                                .path("items")
                                .valueStream()
                                .map(migration -> migration.path("id").asString()))
                        .containsExactlyInAnyOrderElementsOf(members(fleet).stream()
                                .map(member -> member.path("migration").asString())
                                .toList());
            }
        }
    }

    @Nested
    class A_tick {
        @Test
        void needs_three_statements_for_a_fleet_with_any_number_of_members_and_none_for_one_that_has_ended() {
            worker.useScript(
                    command -> command instanceof Command.Apply ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            awaitTicks(2);
            Executed ended = Executed.with("fleet");
            awaitTicks(2);
            Executed ticksAlone = Executed.with("fleet").since(ended);
            assertThat(ticksAlone.count()).isEqualTo(ticksAlone.ticks());
            String id = started(plan("waves: [\"100%\"]"));
            Waits.await().until(() -> targetsIn(show(id), "APPLYING").size() == TENANTS.size());
            Executed before = Executed.with("fleet");
            awaitTicks(3);
            Executed more = Executed.with("fleet").since(before);
            // The tick that was running when the counting began, and the one that runs when it ends, count in part.
            assertThat(more.count() - more.ticks()).isBetween(3 * (more.ticks() - 1), 3 * (more.ticks() + 1));
            succeedFromNowOn();
            awaitFleet(id, "COMPLETED");
        }

        @Test
        void locks_nothing_for_members_whose_rollback_awaits_approval() {
            String id = started(plan("").replace("  steps:", "  rollback: {approval: {required: true}}\n  steps:"));
            awaitFleet(id, "COMPLETED");
            accepted(id, "rollback", Map.of("scope", "all"));
            Api approver = api().withGrants("approver");
            List<String> migrations = members(show(id)).stream()
                    .map(member -> member.path("migration").asString())
                    .toList();
            Waits.await().until(() -> migrations.stream()
                    .allMatch(migration -> api().migration(migration).body().contains("must approve the rollback")));
            Executed before = Executed.with("'ROLLING_BACK') FOR UPDATE");
            awaitTicks(3);
            Executed more = Executed.with("'ROLLING_BACK') FOR UPDATE").since(before);
            // The fleet itself is locked at each tick.
            assertThat(more.count()).isBetween(more.ticks() - 1, more.ticks() + 1);
            migrations.forEach(
                    migration -> assertThat(approver.requestAction(migration, "approve", ApplicationTest.REASON)
                                    .status())
                            .isEqualTo(202));
            assertThat(targetsIn(awaitFleet(id, "ROLLED_BACK"), "ROLLED_BACK")).isEqualTo(TENANTS);
        }
    }
}
