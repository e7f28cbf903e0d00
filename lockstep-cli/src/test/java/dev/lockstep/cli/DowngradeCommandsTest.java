package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DowngradeCommandsTest {

    private final FakeCoordinator coordinator;

    DowngradeCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String item(String id, String state, String rest) {
        return """
                {"migration": "%s", "name": "p-%s", "state": "%s", "other": false, "targets": ["main-postgres"],
                 "steps": [{"id": "rows", "target": "main-postgres", "operation": "postgres.sql"}], "approval": false%s}
                """
                .formatted(id, id, state, rest);
    }

    private static String downgrade(String state, String rest, String... items) {
        return """
                {"id": 7, "version": 3, "dryRun": false, "target": "main-postgres", "to": "version 2",
                 "targets": ["main-postgres"], "reason": "bad release", "requester": {"name": "alice"},
                 "requestedAt": "2026-12-01T22:00:00Z", "state": "%s", "allowedActions": [], "migrations": [%s]%s}
                """
                .formatted(state, String.join(",", items), rest);
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url=" + coordinator.url());
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Nested
    class A_downgrade {

        @Test
        void is_requested_with_its_reason() {
            coordinator.answers(202, downgrade("RUNNING", ""));

            CommandRun run = run("downgrade", "main-postgres", "--to=2", "--reason=bad release");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Downgrade 7 of target main-postgres to version 2 is RUNNING");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/targets/main-postgres/downgrade");
                assertThat(request.body())
                        .contains("\"to\":\"2\"", "\"reason\":\"bad release\"", "\"includeOthers\":false");
            });
        }

        @Test
        void is_followed_to_its_end() {
            coordinator.answers(202, downgrade("RUNNING", "", item("b", "COMPLETED", ""), item("a", "COMPLETED", "")));
            coordinator.answers(
                    200,
                    downgrade(
                            "RUNNING",
                            ", \"waitingFor\": \"approval of a\"",
                            item("b", "ROLLED_BACK", ""),
                            item("a", "COMPLETED", "")));
            coordinator.answers(
                    200,
                    downgrade(
                            "COMPLETED",
                            "",
                            item("b", "ROLLED_BACK", ", \"conflicts\": 3"),
                            item("a", "ROLLED_BACK", ", \"conflicts\": 0")));

            CommandRun run = run("downgrade", "main-postgres", "--to=base", "--reason=r", "--wait", "--include-others");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.lines())
                    .containsExactly(
                            "b p-b is ROLLED_BACK",
                            "Waiting: approval of a",
                            "a p-a is ROLLED_BACK",
                            "ORDER  MIGRATION  STATE        NAME  STEPS               NOTES",
                            "1      b          ROLLED_BACK  p-b   rows@main-postgres  3 conflicts",
                            "2      a          ROLLED_BACK  p-a   rows@main-postgres  -",
                            "Downgrade 7 of target main-postgres to version 2 is COMPLETED");
            assertThat(coordinator.requests().getFirst().body()).contains("\"includeOthers\":true");
        }

        @Test
        void that_stops_exits_with_3_and_says_what_is_partly_rolled_back() {
            coordinator.answers(202, downgrade("RUNNING", ""));
            coordinator.answers(
                    200,
                    downgrade(
                            "STOPPED",
                            ", \"finding\": \"b needs an operator\", \"partlyRolledBack\": \"1 of 2\"",
                            item("b", "NEEDS_OPERATOR", "")));

            CommandRun run = run("downgrade", "main-postgres", "--to=2", "--reason=r", "--wait");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.lines())
                    .containsSubsequence(
                            "Downgrade 7 of target main-postgres to version 2 is STOPPED",
                            "  b needs an operator",
                            "  1 of 2",
                            "  ./lockstep downgrades resume 7 --reason TEXT    # or cancel");
        }

        @Test
        void with_steps_left_applied_exits_with_1() {
            coordinator.answers(
                    202, downgrade("COMPLETED", ", \"partlyRolledBack\": \"1 of 2 migrations are rolled back\""));
            assertThat(run("downgrade", "main-postgres", "--to=2", "--reason=r", "--wait")
                            .exitCode())
                    .isEqualTo(1);
        }

        @Test
        void needs_a_reason_and_a_boundary() {
            CommandRun run = run("downgrade", "main-postgres");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("--to", "--reason");
            assertThat(coordinator.requests()).isEmpty();
        }
    }

    @Nested
    class A_dry_run {

        @Test
        void prints_the_order_and_what_prevents_it() {
            coordinator.answers(
                    200,
                    downgrade(
                                    "RUNNING",
                                    ", \"refusals\": [{\"pointer\": \"/includeOthers\", \"message\": \"others\", \"hint\": \"set it\"}]",
                                    item("b", "COMPLETED", ", \"undoLimit\": \"1 unit was erased\"")
                                            .replace("\"other\": false", "\"other\": true")
                                            .replace("\"approval\": false", "\"approval\": true"))
                            .replace("\"id\": 7, \"version\": 3,", ""));

            CommandRun run = run("downgrade", "main-postgres", "--to=2", "--reason=r", "--dry-run");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.lines())
                    .containsExactly(
                            "ORDER  MIGRATION  STATE      NAME  STEPS               NOTES",
                            "1      b          COMPLETED  p-b   rows@main-postgres  no step on the target; needs an approval; 1 unit was erased",
                            "Target main-postgres would be downgraded to version 2: 1 migrations on targets main-postgres would be rolled back, in this order.",
                            "Not possible: others",
                            "  hint: set it",
                            "Nothing was changed.");
            assertThat(coordinator.requests().getFirst().line())
                    .isEqualTo("POST /api/v1/targets/main-postgres/downgrade?dryRun=true");
        }

        @Test
        void of_a_possible_downgrade_exits_with_0() {
            coordinator.answers(200, downgrade("RUNNING", ", \"refusals\": []", item("b", "COMPLETED", "")));
            assertThat(run("downgrade", "main-postgres", "--to=2", "--reason=r", "--dry-run")
                            .exitCode())
                    .isZero();
        }
    }

    @Nested
    class The_list {

        @Test
        void is_a_table() {
            coordinator.answers(200, "{\"items\": [%s]}".formatted(downgrade("STOPPED", "")));

            assertThat(run("downgrades").lines())
                    .containsExactly(
                            "ID  STATE    TARGET         TO         REQUESTED             BY     REASON",
                            "7   STOPPED  main-postgres  version 2  2026-12-01T22:00:00Z  alice  bad release");
        }

        @Test
        void can_be_empty() {
            coordinator.answers(200, "{\"items\": []}");
            assertThat(run("downgrades").lines()).containsExactly("No downgrades.");
        }
    }

    @Nested
    class One_downgrade {

        @Test
        void is_shown() {
            coordinator.answers(200, downgrade("RUNNING", ", \"waitingFor\": \"w\"", item("b", "COMPENSATING", "")));

            assertThat(run("downgrades", "show", "7").lines())
                    .contains("Downgrade 7 of target main-postgres to version 2 is RUNNING", "  waiting: w");
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("GET /api/v1/downgrades/7");
        }

        @Test
        void is_resumed() {
            coordinator.answers(200, downgrade("STOPPED", ""));
            coordinator.answers(202, downgrade("RUNNING", ""));

            CommandRun run = run("downgrades", "resume", "7", "--reason=repaired", "--leave-applied");

            assertThat(run.exitCode()).isZero();
            assertThat(coordinator.requests().getLast()).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/downgrades/7/actions/resume");
                assertThat(request.ifMatch()).isEqualTo("\"3\"");
                assertThat(request.body()).contains("\"leaveApplied\":true", "\"reason\":\"repaired\"");
            });
        }

        @Test
        void is_cancelled() {
            coordinator.answers(200, downgrade("STOPPED", ""));
            coordinator.answers(202, downgrade("CANCELLED", ", \"partlyRolledBack\": \"1 of 2\""));

            CommandRun run = run("downgrades", "cancel", "7", "--reason=enough");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).contains("  1 of 2");
            assertThat(coordinator.requests().getLast().line()).isEqualTo("POST /api/v1/downgrades/7/actions/cancel");
        }
    }
}
