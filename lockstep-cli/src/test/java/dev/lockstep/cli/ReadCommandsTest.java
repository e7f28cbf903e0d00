package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that only read. */
class ReadCommandsTest {

    private static final String MIGRATION =
            """
            {"migration": "m-1", "name": "p", "outcome": "COMPLETED", "at": "2026-01-01T00:00:00Z", "steps": [
              {"id": "a", "target": "main-redis", "operation": "redis.transform", "state": "APPLIED"},
              {"id": "b", "target": "main-redis", "operation": "redis.transform", "state": "APPLIED"}]}""";

    @TempDir
    private Path folder;

    private final FakeCoordinator coordinator;

    ReadCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String command, String argument) {
        return CommandRun.of(command, "--url=" + coordinator.url(), argument);
    }

    @Nested
    class Validate {

        private CommandRun validate() throws IOException {
            return run(
                    "validate",
                    Files.writeString(folder.resolve("plan.yaml"), "{}").toString());
        }

        @Test
        void accepts_a_valid_plan_and_submits_nothing() throws IOException {
            coordinator.answers(200, "{\"name\": \"p\", \"steps\": 3, \"checksum\": \"abc\"}");

            CommandRun run = validate();

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Plan p is valid: 3 steps, checksum abc");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/plans/validate");
                assertThat(request.contentType()).isEqualTo("application/yaml");
            });
        }

        @Test
        void prints_all_errors_of_an_invalid_plan() throws IOException {
            coordinator.refuses(
                    422,
                    """
                    {"title": "Invalid plan", "status": 422, "detail": "two mistakes", "errors": [
                      {"pointer": "/a", "line": 1, "column": 2, "message": "a is wrong", "hint": "change a"},
                      {"pointer": "/b", "line": 3, "column": 4, "message": "b is wrong", "hint": "change b"}]}""");

            CommandRun run = validate();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("plan.yaml:1:2 /a", "hint: change a", "plan.yaml:3:4 /b", "hint: change b");
        }
    }

    @Nested
    class History {

        @Test
        void lists_migrations_of_a_target_with_their_steps() {
            coordinator.answers(
                    200,
                    """
                    {"items": [%s, {"migration": "m-0", "name": "q", "outcome": "QUEUED", "steps": []}]}"""
                            .formatted(MIGRATION));

            CommandRun run = run("history", "main-redis");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "ID   STATE      ENDED                 NAME  STEPS",
                            "m-1  COMPLETED  2026-01-01T00:00:00Z  p     a,b",
                            "m-0  QUEUED     -                     q");
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("GET /api/v1/targets/main-redis/history");
        }

        @Test
        void has_pages() {
            coordinator.answers(200, "{\"items\": [%s], \"next\": \"41\"}".formatted(MIGRATION));

            CommandRun run =
                    CommandRun.of("history", "--url=" + coordinator.url(), "main-redis", "--limit=1", "--after=42");

            assertThat(run.lines().getLast()).isEqualTo("More: ./lockstep history main-redis --limit 1 --after 41");
            assertThat(coordinator.requests().getFirst().line())
                    .isEqualTo("GET /api/v1/targets/main-redis/history?limit=1&after=42");
        }

        @Test
        void states_that_there_are_no_migrations() {
            coordinator.answers(200, "{\"items\": []}");

            assertThat(run("history", "main-redis").lines()).containsExactly("No migrations on target main-redis.");
        }
    }

    @Nested
    class Current {

        @Test
        void prints_the_version_and_the_completed_migrations() {
            coordinator.answers(
                    200, "{\"target\": \"main-redis\", \"version\": \"7\", \"items\": [%s]}".formatted(MIGRATION));

            assertThat(run("current", "main-redis").lines())
                    .containsExactly(
                            "Version: 7",
                            "ID   STATE      ENDED                 NAME  STEPS",
                            "m-1  COMPLETED  2026-01-01T00:00:00Z  p     a,b");
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("GET /api/v1/targets/main-redis/current");
        }

        @Test
        void states_that_there_are_no_completed_migrations() {
            coordinator.answers(200, "{\"target\": \"main-redis\", \"items\": []}");

            assertThat(run("current", "main-redis").lines())
                    .containsExactly("No completed migrations on target main-redis.");
        }

        @Test
        void fails_for_an_unknown_target_with_the_message_of_the_coordinator() {
            coordinator.refuses(404, "{\"title\": \"Unknown target\", \"status\": 404}");

            CommandRun run = run("current", "../no such target");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("Unknown target (404)");
            assertThat(coordinator.requests().getFirst().line())
                    .isEqualTo("GET /api/v1/targets/..%2Fno%20such%20target/current");
        }
    }

    @Nested
    class A_list_of_migrations {

        @Test
        void is_printed_as_a_table() {
            coordinator.answers(
                    200,
                    """
                    {"items": [{"id": "m-1", "name": "p", "state": "COMPLETED", "version": 7, "round": 1,
                      "unknownField": true, "submittedAt": "2026-01-01T00:00:00Z", "steps": [
                        {"id": "s", "target": "main-redis", "operation": "redis.transform", "state": "APPLIED"}],
                      "conflicts": {"total": 0, "samples": []}}]}""");

            assertThat(CommandRun.of("status", "--url=" + coordinator.url()).out())
                    .isEqualTo(
                            """
                    ID   STATE      SUBMITTED             ROUND  NAME
                    m-1  COMPLETED  2026-01-01T00:00:00Z  1      p
                    """);
        }
    }

    @Nested
    class A_search_for_migrations {

        @Test
        void sends_each_condition() {
            coordinator.answers(200, "{\"items\": []}");

            CommandRun run = CommandRun.of(
                    "status",
                    "--url=" + coordinator.url(),
                    "--text=level old",
                    "--label=ticket:SB-1",
                    "--since=2026-12-01T00:00:00Z",
                    "--limit=5");

            assertThat(run.lines()).containsExactly("No migrations.");
            assertThat(coordinator.requests().getLast().line())
                    .isEqualTo("GET /api/v1/migrations?text=level%20old&label=ticket%3ASB-1"
                            + "&since=2026-12-01T00%3A00%3A00Z&limit=5");
        }
    }

    @Nested
    class A_migration_with_contract_steps {

        @Test
        void is_shown_with_the_migration_that_applies_them() {
            coordinator.answers(
                    200,
                    """
                    {"id": "m-1", "name": "p", "state": "COMPLETED", "version": 7, "round": 1, "steps": [],
                     "contract": {"steps": ["drop"], "migration": "m-2", "state": "AWAITING_CONTRACT",
                       "waitingFor": "the contract steps wait until an operator confirms"},
                     "allowedActions": ["rollback"]}""");

            assertThat(CommandRun.of("status", "--url=" + coordinator.url(), "m-1")
                            .out())
                    .isEqualTo(
                            """
                    Migration p is COMPLETED
                      id m-1, round 1
                      contract steps drop: migration m-2 is AWAITING_CONTRACT
                        the contract steps wait until an operator confirms
                      possible now:
                        ./lockstep rollback m-1
                    """);
        }

        @Test
        void is_shown_without_it_before_the_completion() {
            coordinator.answers(
                    200,
                    """
                    {"id": "m-1", "name": "p", "state": "APPLYING", "version": 7, "round": 1, "steps": [],
                     "contract": {"steps": ["drop", "clean"]}}""");

            assertThat(CommandRun.of("status", "--url=" + coordinator.url(), "m-1")
                            .lines())
                    .contains("  contract steps drop, clean: a migration of their own applies them later");
        }

        @Test
        void is_named_by_the_one_that_applies_them() {
            coordinator.answers(
                    200,
                    """
                    {"id": "m-2", "name": "p-contract", "state": "AWAITING_CONTRACT", "version": 1, "round": 1,
                     "steps": [], "expand": "m-1", "waitingFor": "an operator", "allowedActions": ["contract"]}""");

            assertThat(CommandRun.of("status", "--url=" + coordinator.url(), "m-2")
                            .lines())
                    .contains(
                            "Migration p-contract is AWAITING_CONTRACT: an operator",
                            "  applies the contract steps of migration m-1",
                            "    ./lockstep contract m-2  (nobody reads the old form any more)");
        }
    }

    @Nested
    class The_command_line {

        @ParameterizedTest
        @ValueSource(strings = {"nonsense", "ht tp://x", "ftp://x", "http:", "127.0.0.1:8080"})
        void refuses_an_invalid_coordinator_url_with_an_example(String url) {
            CommandRun run = CommandRun.of("status", "--url=" + url);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("invalid coordinator URL '" + url + "'", "such as http://127.0.0.1:8080");
        }

        @Test
        void prints_help_for_each_command() {
            assertThat(CommandRun.of("help").exitCode()).isZero();
            assertThat(CommandRun.of("help").out()).contains("validate", "history", "current", "rollback");
            assertThat(CommandRun.of("help", "validate").out()).contains("FILE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"frobnicate", "--frobnicate"})
        void prints_its_usage_for_an_unknown_command_or_option(String argument) {
            CommandRun run = CommandRun.of(argument);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(argument).contains("Usage: lockstep");
        }
    }
}
