package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyCommandTest {

    @TempDir
    private Path folder;

    private final StandInCoordinator coordinator;

    ApplyCommandTest() throws IOException {
        coordinator = new StandInCoordinator();
    }

    private Path plan;

    @BeforeEach
    void writePlan() throws IOException {
        plan = Files.writeString(folder.resolve("plan.yaml"), "apiVersion: lockstep.dev/v1\n");
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private Run apply(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "apply";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = plan.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Run.of(arguments);
    }

    private static String migration(String state, String step) {
        return """
                {"id": "m-1", "name": "p", "state": "%s", "version": 7, "round": 1, "fromTheFuture": true,
                 "submittedAt": "2026-01-01T00:00:00Z", "steps": [%s], "conflicts": {"total": 0, "samples": []}}
                """
                .formatted(state, step);
    }

    private static String step(String state, String more) {
        return """
                {"id": "s", "target": "main-redis", "operation": "redis.transform", "state": "%s" %s}
                """
                .formatted(state, more);
    }

    @Nested
    class Without_wait {

        @Test
        void says_which_migration_it_has_become_and_sends_yaml() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));

            Run run = apply();

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("m-1 p QUEUED");
            assertThat(coordinator.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.line()).isEqualTo("POST /api/v1/migrations");
                assertThat(asked.contentType()).isEqualTo("application/yaml");
                assertThat(asked.body()).isEqualTo("apiVersion: lockstep.dev/v1\n");
            });
        }

        @Test
        void sends_json_for_a_file_that_is_called_so() throws IOException {
            plan = Files.writeString(folder.resolve("plan.json"), "{}");
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));

            apply();

            assertThat(coordinator.asked().getFirst().contentType()).isEqualTo("application/json");
        }
    }

    @Nested
    class With_wait {

        @ParameterizedTest
        @CsvSource({
            "COMPLETED, 0",
            "ROLLED_BACK, 2",
            "NEEDS_OPERATOR, 3",
            "REJECTED, 1",
            "CANCELLED, 1",
            "CLOSED_BY_OPERATOR, 1",
        })
        void ends_with_the_exit_code_of_the_outcome(String outcome, int exitCode) {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.answers(200, migration("APPLYING", step("APPLYING", "")));
            coordinator.answers(200, migration(outcome, step("APPLIED", "")));

            assertThat(apply("--wait").exitCode()).isEqualTo(exitCode);
        }

        @Test
        void waits_for_a_coordinator_whose_database_is_away() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.refuses(503, "{\"title\": \"Database away\", \"status\": 503}");
            coordinator.answers(200, migration("COMPLETED", step("APPLIED", "")));

            assertThat(apply("--wait").exitCode()).isZero();
        }

        @Test
        void says_each_change_on_a_line_of_its_own() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 1, \"total\": 10}")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 2, \"total\": 10}")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 5, \"total\": 10}")));
            coordinator.answers(200, migration("COMPLETED", step("FINISHED", ", \"result\": {\"changed\": 10}")));

            assertThat(apply("--wait").lines())
                    .containsExactly(
                            "p QUEUED",
                            "  s PENDING",
                            "p APPLYING",
                            "  s APPLYING",
                            "  s APPLYING 50%",
                            "p COMPLETED",
                            "  s FINISHED",
                            "p: COMPLETED (round 1, id m-1)",
                            "  s (redis.transform on main-redis): FINISHED, 10 changed");
        }

        @Test
        void says_conflicts_before_anything_else_of_the_outcome() {
            String conflicts =
                    """
                    {"total": 2, "samples": [{"step": "s", "unit": "k", "expected": "1", "found": "2"}]}""";
            coordinator.answers(
                    202,
                    migration("ROLLED_BACK", step("COMPENSATED", ""))
                            .replace("{\"total\": 0, \"samples\": []}", conflicts));

            assertThat(apply("--wait").lines())
                    .containsSubsequence(
                            "  s COMPENSATED",
                            "2 conflicts: an application changed these after the step did, and its value stays",
                            "  s k: expected 1, found 2",
                            "p: ROLLED_BACK (round 1, id m-1)");
        }
    }

    @Nested
    class A_refused_plan {

        @Test
        void is_told_with_place_and_mend() {
            coordinator.refuses(
                    422,
                    """
                    {"title": "Invalid plan", "status": 422, "detail": "one thing is wrong", "errors": [
                      {"pointer": "/spec/steps/0/target", "line": 9, "column": 15, "message": "no such target 'x'",
                       "mend": "name one of main-redis"}]}""");

            Run run = apply("--wait");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Invalid plan: one thing is wrong (422)")
                    .contains(plan + ":9:15 /spec/steps/0/target")
                    .contains("no such target 'x'")
                    .contains("name one of main-redis");
        }

        @Test
        void is_told_even_when_the_answer_is_no_problem_document() {
            coordinator.answers(502, "<html>bad gateway</html>");

            Run run = apply();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("the coordinator answered 502").contains("bad gateway");
        }
    }

    @Nested
    class A_rollback {

        @Test
        void is_asked_for_the_version_that_was_seen_and_followed() {
            coordinator.answers(200, migration("COMPLETED", step("APPLIED", "")));
            coordinator.answers(202, migration("COMPENSATING", step("COMPENSATING", "")));
            coordinator.answers(200, migration("ROLLED_BACK", step("COMPENSATED", "")));

            Run run = Run.of("rollback", "--url=" + coordinator.url(), "m-1", "--reason=wrong week");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(coordinator.asked().get(1)).satisfies(asked -> {
                assertThat(asked.line()).isEqualTo("POST /api/v1/migrations/m-1/actions/rollback");
                assertThat(asked.ifMatch()).isEqualTo("\"7\"");
                assertThat(asked.body()).isEqualTo("{\"reason\":\"wrong week\"}");
            });
        }
    }

    @Nested
    class A_status {

        @Test
        void lists_migrations() {
            coordinator.answers(200, "{\"items\": [" + migration("COMPLETED", step("APPLIED", "")) + "]}");

            assertThat(Run.of("status", "--url=" + coordinator.url()).out()).contains("m-1  COMPLETED", "round 1  p");
        }
    }

    @Nested
    class An_absent_coordinator {

        @Test
        void is_told_in_one_line() {
            coordinator.close();

            Run run = apply();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualToIgnoringNewLines(
                            "no coordinator answers at " + coordinator.url() + "; is it up? (./lockstep up)");
        }
    }
}
