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

/** The commands that change nothing. */
class LookingCommandsTest {

    private static final String TOUCHED =
            """
            {"migration": "m-1", "name": "p", "outcome": "COMPLETED", "at": "2026-01-01T00:00:00Z", "steps": [
              {"id": "a", "target": "main-redis", "operation": "redis.transform", "state": "APPLIED"},
              {"id": "b", "target": "main-redis", "operation": "redis.transform", "state": "APPLIED"}]}""";

    @TempDir
    private Path folder;

    private final StandInCoordinator coordinator;

    LookingCommandsTest() throws IOException {
        coordinator = new StandInCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private Run run(String command, String argument) {
        return Run.of(command, "--url=" + coordinator.url(), argument);
    }

    @Nested
    class Validate {

        private Run validate() throws IOException {
            return run(
                    "validate",
                    Files.writeString(folder.resolve("plan.yaml"), "{}").toString());
        }

        @Test
        void says_that_a_plan_may_run_and_starts_nothing() throws IOException {
            coordinator.answers(200, "{\"name\": \"p\", \"steps\": 3, \"checksum\": \"abc\"}");

            Run run = validate();

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("p may run: 3 steps, checksum abc");
            assertThat(coordinator.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.line()).isEqualTo("POST /api/v1/plans/validate");
                assertThat(asked.contentType()).isEqualTo("application/yaml");
            });
        }

        @Test
        void says_all_that_is_wrong() throws IOException {
            coordinator.refuses(
                    422,
                    """
                    {"title": "Invalid plan", "status": 422, "detail": "two mistakes", "errors": [
                      {"pointer": "/a", "line": 1, "column": 2, "message": "a is wrong", "mend": "mend a"},
                      {"pointer": "/b", "line": 3, "column": 4, "message": "b is wrong", "mend": "mend b"}]}""");

            Run run = validate();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("plan.yaml:1:2 /a", "mend a", "plan.yaml:3:4 /b", "mend b");
        }
    }

    @Nested
    class History {

        @Test
        void lists_what_touched_a_target_with_its_steps_there() {
            coordinator.answers(
                    200,
                    "{\"items\": [%s, {\"migration\": \"m-0\", \"name\": \"q\", \"outcome\": \"QUEUED\", \"steps\": []}]}"
                            .formatted(TOUCHED));

            Run run = run("history", "main-redis");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "m-1  COMPLETED          2026-01-01T00:00:00Z  p: a, b",
                            "m-0  QUEUED             under way  q: ");
            assertThat(coordinator.asked().getFirst().line()).isEqualTo("GET /api/v1/targets/main-redis/history");
        }

        @Test
        void says_that_there_is_none() {
            coordinator.answers(200, "{\"items\": []}");

            assertThat(run("history", "main-redis").lines())
                    .containsExactly("No migration has touched main-redis yet.");
        }
    }

    @Nested
    class Current {

        @Test
        void shows_the_version_and_what_stands() {
            coordinator.answers(
                    200, "{\"target\": \"main-redis\", \"version\": \"7\", \"items\": [%s]}".formatted(TOUCHED));

            assertThat(run("current", "main-redis").lines())
                    .containsExactly("version 7", "m-1  COMPLETED          2026-01-01T00:00:00Z  p: a, b");
            assertThat(coordinator.asked().getFirst().line()).isEqualTo("GET /api/v1/targets/main-redis/current");
        }

        @Test
        void says_that_nothing_stands_there() {
            coordinator.answers(200, "{\"target\": \"main-redis\", \"items\": []}");

            assertThat(run("current", "main-redis").lines())
                    .containsExactly("No completed migration stands on main-redis.");
        }

        @Test
        void of_an_unknown_target_fails_with_what_the_coordinator_says() {
            coordinator.refuses(404, "{\"title\": \"Unknown target\", \"status\": 404}");

            Run run = run("current", "../nobody here");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("Unknown target (404)");
            assertThat(coordinator.asked().getFirst().line())
                    .isEqualTo("GET /api/v1/targets/..%2Fnobody%20here/current");
        }
    }

    @Nested
    class The_command_line {

        @ParameterizedTest
        @ValueSource(strings = {"nonsense", "ht tp://x", "ftp://x", "http:", "127.0.0.1:8080"})
        void says_what_an_address_looks_like(String url) {
            Run run = Run.of("status", "--url=" + url);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("'" + url + "' is no address of a coordinator, such as http://127.0.0.1:8080");
        }

        @Test
        void helps_with_each_command() {
            assertThat(Run.of("help").exitCode()).isZero();
            assertThat(Run.of("help").out()).contains("validate", "history", "current", "rollback");
            assertThat(Run.of("help", "validate").out()).contains("FILE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"frobnicate", "--frobnicate"})
        void knows_no_more_than_it_says(String argument) {
            Run run = Run.of(argument);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(argument).contains("Usage: lockstep");
        }
    }
}
