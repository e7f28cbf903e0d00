package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that perform an operator action. */
class ActionCommandsTest {

    private static final String MISMATCH = "{\"title\": \"Version mismatch\", \"status\": 412}";

    private final FakeCoordinator coordinator;

    ActionCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, "--url=" + coordinator.url(), "m-1"));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static String migration(String state, int version, int round) {
        return """
                {"id": "m-1", "name": "p", "state": "%s", "version": %d, "round": %d,
                 "allowedActions": ["retry", "skip", "close", "undreamt-of"], "steps": [
                  {"id": "a", "target": "t", "operation": "o", "state": "STUCK"},
                  {"id": "b", "target": "t", "operation": "o", "state": "COMPENSATED"}]}
                """
                .formatted(state, version, round);
    }

    @Nested
    class A_throttle {
        private static final String LIMITED =
                """
                {"id": "m-1", "name": "p", "state": "APPLYING", "version": 7, "round": 1, "unitsPerSecond": 500,
                 "steps": []}
                """;

        private String requestedBy(String... options) {
            coordinator.answers(200, LIMITED);
            coordinator.answers(202, LIMITED);
            assertThat(run("throttle", options).exitCode()).isZero();
            return coordinator.requests().getLast().body();
        }

        @Test
        void keeps_the_limit_that_is_not_given() {
            assertThat(requestedBy("--batch-size=50"))
                    .contains("\"batchSize\":50")
                    .contains("\"unitsPerSecond\":500");
        }

        @Test
        void replaces_the_limits_that_are_given() {
            assertThat(requestedBy("--rate=20", "--batch-size=5"))
                    .contains("\"batchSize\":5")
                    .contains("\"unitsPerSecond\":20");
        }

        @Test
        void lifts_all_limits() {
            assertThat(requestedBy("--no-limit")).isEqualTo("{\"reason\":\"throttle from the command line\"}");
        }

        @Test
        void needs_a_limit_or_its_end() {
            assertThat(run("throttle").exitCode()).isEqualTo(1);
            assertThat(run("throttle", "--no-limit", "--rate=5").exitCode()).isEqualTo(1);
        }
    }

    @Nested
    class An_action {

        @ParameterizedTest
        @CsvSource({"retry", "close", "cancel", "contract"})
        void is_requested_for_the_version_that_was_read_with_a_reason(String action) {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));
            coordinator.answers(202, migration("COMPENSATING", 8, 2));

            CommandRun run = run(action, "--reason=disk is larger");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Migration p is COMPENSATING (id m-1)");
            assertThat(coordinator.requests()).hasSize(2);
            assertThat(coordinator.requests().getLast()).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/migrations/m-1/actions/" + action);
                assertThat(request.ifMatch()).isEqualTo("\"7\"");
                assertThat(request.body()).isEqualTo("{\"reason\":\"disk is larger\"}");
            });
        }

        @ParameterizedTest
        @CsvSource({"retry", "close", "cancel", "contract", "prioritise", "rollback"})
        void that_is_only_tried_prints_what_it_would_do(String action) {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));
            coordinator.answers(
                    200,
                    """
                    {"migration": "m-1", "action": "%s", "version": 7, "state": "COMPENSATING", "needsApproval": false,
                     "dispatches": [{"step": "b", "target": "t", "direction": "compensate"}], "compensates": ["b", "a"],
                     "leftApplied": [], "queue": {"position": 3, "behind": ["m-2"]}}
                    """
                            .formatted(action));

            CommandRun run = run(action, "--dry-run", "--reason=look");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "After %s the migration would be COMPENSATING.".formatted(action),
                            "  position 3 in the queue, behind m-2 and more",
                            "  would be compensated, in this order: b, a",
                            "  workers would get at once: compensate b on t",
                            "Nothing was changed.");
            assertThat(coordinator.requests().getLast().line())
                    .isEqualTo("POST /api/v1/migrations/m-1/actions/%s?dryRun=true".formatted(action));
        }

        @Test
        void has_a_default_reason() {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));

            run("retry");

            assertThat(coordinator.requests().getLast().body()).contains("retry from the command line");
        }

        @ParameterizedTest
        @CsvSource({"COMPLETED, 0", "ROLLED_BACK, 2", "NEEDS_OPERATOR, 3", "CLOSED_BY_OPERATOR, 1"})
        void with_wait_exits_with_the_code_of_the_outcome(String outcome, int exitCode) {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));
            coordinator.answers(202, migration("COMPENSATING", 8, 2));
            coordinator.answers(200, migration(outcome, 9, 2));

            CommandRun run = run("retry", "--wait");

            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.lines()).contains("p: COMPENSATING", "p: " + outcome);
        }

        @Test
        void is_requested_again_if_the_migration_only_got_further_in_the_same_state() {
            coordinator.answers(200, migration("APPLYING", 7, 1));
            coordinator.refuses(412, MISMATCH);
            coordinator.answers(200, migration("APPLYING", 9, 1));
            coordinator.answers(202, migration("COMPENSATING", 10, 1));

            assertThat(run("cancel").exitCode()).isZero();
            assertThat(coordinator.requests().getLast().ifMatch()).isEqualTo("\"9\"");
        }

        @ParameterizedTest
        @CsvSource({"COMPLETED, 1", "NEEDS_OPERATOR, 2"})
        void is_not_requested_again_if_the_migration_has_another_state_or_round(String state, int round) {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));
            coordinator.refuses(412, MISMATCH);
            coordinator.answers(200, migration(state, 9, round));

            CommandRun run = run("close");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("was NEEDS_OPERATOR in round 1 and is now %s in round %d".formatted(state, round));
            assertThat(coordinator.requests()).hasSize(3);
        }

        @Test
        void that_is_refused_is_reported_with_the_reason_of_the_coordinator() {
            coordinator.answers(200, migration("COMPLETED", 7, 1));
            coordinator.refuses(409, "{\"title\": \"Action not allowed\", \"status\": 409, \"detail\": \"completed\"}");

            CommandRun run = run("retry", "--wait");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("Action not allowed: completed (409)");
        }
    }

    @Nested
    class A_rollback {

        @BeforeEach
        void read() {
            coordinator.answers(200, migration("COMPLETED", 7, 1));
            coordinator.answers(202, migration("COMPENSATING", 8, 2));
        }

        @Test
        void is_requested_for_the_version_that_was_read_and_followed() {
            coordinator.answers(200, migration("ROLLED_BACK", 9, 2));

            CommandRun run = run("rollback", "--reason=wrong plan");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.lines()).contains("p: COMPENSATING", "p: ROLLED_BACK");
            assertThat(coordinator.requests().get(1)).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/migrations/m-1/actions/rollback");
                assertThat(request.ifMatch()).isEqualTo("\"7\"");
                assertThat(request.body()).isEqualTo("{\"reason\":\"wrong plan\"}");
            });
        }

        @Test
        void is_followed_with_wait_too() {
            coordinator.answers(200, migration("ROLLED_BACK", 9, 2));

            CommandRun run = run("rollback", "--wait");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.lines()).contains("p: ROLLED_BACK");
        }

        @Test
        void is_not_followed_with_no_wait() {
            CommandRun run = run("rollback", "--no-wait");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Migration p is COMPENSATING (id m-1)");
            assertThat(coordinator.requests()).hasSize(2);
        }
    }

    @Nested
    class A_rollback_that_needs_an_approval {
        @Test
        void is_followed_through_its_approval_and_fails_if_it_is_refused() {
            coordinator.answers(200, migration("COMPLETED", 7, 1));
            coordinator.answers(202, awaitingApproval(8));
            coordinator.answers(200, migration("COMPLETED", 9, 1));

            CommandRun run = run("rollback");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.lines()).contains("p: COMPLETED: somebody must approve it", "Migration p is COMPLETED");
        }

        @Test
        void says_so_with_no_wait() {
            coordinator.answers(200, migration("COMPLETED", 7, 1));
            coordinator.answers(202, awaitingApproval(8));

            CommandRun run = run("rollback", "--no-wait");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Migration p is COMPLETED: somebody must approve it (id m-1)");
        }

        private static String awaitingApproval(int version) {
            return migration("COMPLETED", version, 1)
                    .replace("\"name\"", "\"waitingFor\": \"somebody must approve it\", \"name\"");
        }
    }

    @Nested
    class A_skip {

        @Test
        void names_its_step() {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));

            assertThat(run("skip", "--step", "a").exitCode()).isZero();
            assertThat(coordinator.requests().getLast().body())
                    .contains("\"step\":\"a\"", "\"reason\":\"skip from the command line\"");
        }

        @Test
        void is_refused_without_a_step() {
            CommandRun run = run("skip");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("--step");
            assertThat(coordinator.requests()).isEmpty();
        }
    }

    @Nested
    class An_approval {

        @Test
        void names_the_dry_run_that_the_approver_has_looked_at() {
            coordinator.answers(200, migration("AWAITING_APPROVAL", 7, 1));

            assertThat(run("approve", "--dry-run", "m-0").exitCode()).isZero();
            assertThat(coordinator.requests().getLast().body()).contains("\"dryRun\":\"m-0\"");
        }

        @Test
        void names_none_by_default() {
            coordinator.answers(200, migration("AWAITING_APPROVAL", 7, 1));

            assertThat(run("approve").exitCode()).isZero();
            assertThat(coordinator.requests().getLast().body()).doesNotContain("dryRun");
        }
    }

    @Nested
    class The_status_of_a_migration {

        @Test
        void lists_the_commands_that_are_possible() {
            coordinator.answers(200, migration("NEEDS_OPERATOR", 7, 1));

            assertThat(run("status").lines())
                    .containsSubsequence(
                            "  possible now:",
                            "    ./lockstep retry m-1 --wait  (compensates the stuck steps again)",
                            "    ./lockstep skip m-1 --step a --wait  (leaves this step applied)",
                            "    ./lockstep close m-1  (leaves all stuck and waiting steps applied)");
        }
    }
}
