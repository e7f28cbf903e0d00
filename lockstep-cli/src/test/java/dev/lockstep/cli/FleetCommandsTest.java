package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandsTest {

    private final FakeCoordinator coordinator;

    @TempDir
    private Path folder = Path.of("");

    private Path plan = Path.of("");

    FleetCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @BeforeEach
    void writePlan() throws IOException {
        plan = Files.writeString(folder.resolve("plan.yaml"), "kind: MigrationPlan\n");
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String fleet(String state, int completed, String rest) {
        return """
                {"id": 7, "version": 3, "name": "p", "checksum": "abc", "environment": "test", "group": "tenants",
                 "state": "%s", "wave": 1, "requester": {"name": "alice"}, "requestedAt": "2026-12-01T22:00:00Z",
                 "actor": {"name": "alice"}, "allowedActions": [],
                 "counts": {"members": 2, "pending": %d, "underWay": 0, "completed": %d, "rolledBack": 0, "failed": 0,
                            "needsOperator": 0}%s}
                """
                .formatted(state, 2 - completed, completed, rest);
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url=" + coordinator.url());
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void fleet_is_followed_to_its_end() {
        coordinator.answers(202, fleet("RUNNING", 0, ""));
        coordinator.answers(
                200,
                fleet(
                        "COMPLETED",
                        2,
                        """
                        , "conflicts": 0, "laterMembers": ["t-3"], "waves": [{"number": 1, "counts": {"members": 2,
                          "pending": 0, "underWay": 0, "completed": 2, "rolledBack": 0, "failed": 0, "needsOperator": 0},
                          "members": [{"target": "t-1", "migration": "m1", "state": "COMPLETED", "adopted": false},
                                      {"target": "t-2", "migration": "m2", "state": "COMPLETED", "adopted": true}]}]
                        """));

        CommandRun run = run("fleet", plan.toString(), "--wait");

        assertThat(run.exitCode()).as(String.join("\n", run.lines())).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "Wave 1 is RUNNING: 0 of 2 members completed, 0 under way, 2 not submitted",
                        "Wave 1 is COMPLETED: 2 of 2 members completed, 0 under way, 0 not submitted",
                        "WAVE  TARGET  STATE      MIGRATION  NOTES",
                        "1     t-1     COMPLETED  m1         -",
                        "1     t-2     COMPLETED  m2         of an earlier fleet",
                        "Not part of it, because they joined the group later: t-3",
                        "Plan checksum abc, environment test",
                        "Wave 1 is COMPLETED: 2 of 2 members completed, 0 under way, 0 not submitted",
                        "Fleet 7 of plan p on group tenants is COMPLETED");
        assertThat(coordinator.requests().getFirst().line()).isEqualTo("POST /api/v1/fleets");
    }

    @Test
    void fleet_that_stops_exits_with_3() {
        coordinator.answers(202, fleet("STOPPED", 1, ", \"finding\": \"t-2 failed\""));
        CommandRun stopped = run("fleet", plan.toString(), "--wait");
        assertThat(stopped.exitCode()).isEqualTo(3);
        assertThat(stopped.lines())
                .contains("  t-2 failed", "  ./lockstep fleet continue 7 --reason TEXT    # or rollback");
    }

    @Test
    void fleet_that_is_rolled_back_exits_with_2() {
        coordinator.answers(202, fleet("WAVE_ROLLED_BACK", 1, ""));
        assertThat(run("fleet", plan.toString(), "--wait").exitCode()).isEqualTo(2);
    }

    @Test
    void fleet_rollback_sends_its_scope_and_reason() {
        coordinator.answers(200, fleet("STOPPED", 1, ""));
        coordinator.answers(202, fleet("STOPPING", 1, ""));
        CommandRun run = run("fleet", "rollback", "7", "--reason=bad", "--wave");
        assertThat(run.exitCode()).as(String.join("\n", run.lines())).isZero();
        assertThat(run.lines()).containsExactly("Fleet 7 of plan p on group tenants is STOPPING");
        assertThat(coordinator.requests().getLast()).satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /api/v1/fleets/7/actions/rollback");
            assertThat(request.body()).contains("\"scope\":\"wave\"", "\"reason\":\"bad\"");
        });
    }

    private static String preview(String start) {
        return """
                {%s, "submits": [], "adopts": [], "cancels": ["t-3"], "continues": ["t-2"],
                 "rollsBack": ["t-1", "t-2", "t-4", "t-5"],
                 "refuses": [{"target": "t-1", "reason": "its journals are purged"}],
                 "waits": [{"target": "t-4", "reason": "drift was found"}], "untried": ["t-5"]}
                """
                .formatted(start);
    }

    @Test
    void fleet_action_that_is_tried_prints_what_it_would_do() {
        coordinator.answers(200, fleet("RUNNING", 1, ""));
        coordinator.answers(
                200, preview("\"fleet\": 7, \"action\": \"rollback\", \"version\": 3, \"state\": \"STOPPING\""));
        CommandRun run = run("fleet", "rollback", "7", "--reason=bad", "--dry-run");
        assertThat(run.exitCode()).as(String.join("\n", run.lines())).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "Fleet 7 would be STOPPING after rollback. Nothing was changed.",
                        "  cancelled before they start (1): t-3",
                        "  continue to their outcome (1): t-2",
                        "  rolled back when completed (4): t-1, t-2, t-4, t-5",
                        "  not rolled back: t-1: its journals are purged",
                        "  rolled back later: t-4: drift was found",
                        "  too many, so it is not known whether they can be rolled back (1): t-5");
        assertThat(coordinator.requests().getLast().line())
                .isEqualTo("POST /api/v1/fleets/7/actions/rollback?dryRun=true");
    }

    @Test
    void fleet_that_is_tried_prints_its_waves() {
        coordinator.answers(
                200,
                """
                {"action": "submit", "state": "RUNNING", "submits": [{"number": 1, "targets": ["t-1"]},
                 {"number": 2, "targets": ["t-2", "t-3"]}], "adopts": ["t-1"], "cancels": [], "continues": [],
                 "rollsBack": [], "refuses": [], "waits": [], "untried": []}
                """);
        CommandRun run = run("fleet", plan.toString(), "--dry-run");
        assertThat(run.exitCode()).as(String.join("\n", run.lines())).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "A new fleet would be RUNNING after submit. Nothing was changed.",
                        "  wave 1 submits (1): t-1",
                        "  wave 2 submits (2): t-2, t-3",
                        "  taken over from an earlier fleet (1): t-1");
        assertThat(coordinator.requests()).singleElement().satisfies(request -> assertThat(request.line())
                .isEqualTo("POST /api/v1/fleets?dryRun=true"));
    }

    @Test
    void fleet_without_a_file_says_what_to_write() {
        CommandRun run = run("fleet");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(coordinator.requests()).isEmpty();
    }

    @Test
    void fleet_that_has_not_completed_before_is_not_submitted() {
        coordinator.answers(200, "{\"name\": \"p\", \"steps\": 1, \"checksum\": \"abc\"}");
        coordinator.answers(
                200,
                """
                {"checksum": "abc", "environment": "staging",
                 "items": [{"fleet": 4, "environment": "staging", "state": "STOPPED",
                            "requestedAt": "2026-12-01T22:00:00Z"}]}
                """);
        CommandRun run = run("fleet", plan.toString(), "--promoted-from=" + coordinator.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(coordinator.requests()).hasSize(2);
        assertThat(coordinator.requests().getLast().line()).isEqualTo("GET /api/v1/plans/abc/runs");
    }

    @Test
    void fleet_that_has_completed_before_is_submitted() {
        coordinator.answers(200, "{\"name\": \"p\", \"steps\": 1, \"checksum\": \"abc\"}");
        coordinator.answers(
                200,
                """
                {"checksum": "abc", "environment": "staging",
                 "items": [{"fleet": 4, "environment": "staging", "state": "COMPLETED",
                            "requestedAt": "2026-12-01T22:00:00Z"}]}
                """);
        coordinator.answers(202, fleet("RUNNING", 0, ""));
        CommandRun run = run("fleet", plan.toString(), "--promoted-from=" + coordinator.url());
        assertThat(run.lines())
                .containsExactly(
                        "Completed before in environment staging: fleet 4 of 2026-12-01T22:00:00Z, checksum abc",
                        "Fleet 7 of plan p on group tenants is RUNNING");
    }

    @Test
    void fleets_of_the_plan_that_cannot_be_viewed_are_passed_over() {
        coordinator.answers(200, "{\"name\": \"p\", \"steps\": 1, \"checksum\": \"abc\"}");
        coordinator.answers(
                200, "{\"checksum\": \"abc\", \"environment\": \"staging\", \"items\": [], \"next\": \"5\"}");
        coordinator.answers(
                200,
                """
                {"checksum": "abc", "environment": "staging", "next": "4",
                 "items": [{"fleet": 4, "environment": "staging", "state": "COMPLETED",
                            "requestedAt": "2026-12-01T22:00:00Z"}]}
                """);
        coordinator.answers(202, fleet("RUNNING", 0, ""));
        CommandRun run = run("fleet", plan.toString(), "--promoted-from=" + coordinator.url());
        assertThat(run.lines().getFirst()).startsWith("Completed before in environment staging: fleet 4");
        assertThat(coordinator.requests().get(2).line()).isEqualTo("GET /api/v1/plans/abc/runs?after=5");
    }

    @Test
    void fleets_are_listed() {
        coordinator.answers(200, "{\"items\": [%s]}".formatted(fleet("COMPLETED", 2, "")));
        assertThat(run("fleets").lines().getLast()).startsWith("7   COMPLETED  p     tenants  1     2/2");
    }
}
