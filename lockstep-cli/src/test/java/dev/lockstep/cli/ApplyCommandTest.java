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

    private final FakeCoordinator coordinator;

    ApplyCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
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

    private CommandRun apply(String... options) {
        String[] arguments = new String[3 + options.length];
        arguments[0] = "apply";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = plan.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    private static String migration(String state, String step) {
        return """
                {"id": "m-1", "name": "p", "state": "%s", "version": 7, "round": 1, "unknownField": true,
                 "submittedAt": "2026-01-01T00:00:00Z", "steps": [%s], "conflicts": {"total": 0, "samples": []}}
                """
                .formatted(state, step);
    }

    private static String step(String state, String otherFields) {
        return """
                {"id": "s", "target": "main-redis", "operation": "redis.transform", "state": "%s" %s}
                """
                .formatted(state, otherFields);
    }

    @Nested
    class Without_wait {

        @Test
        void submits_yaml_and_prints_the_state_and_the_id_of_the_migration() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));

            CommandRun run = apply();

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualToIgnoringNewLines("Migration p is QUEUED (id m-1)");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/migrations");
                assertThat(request.contentType()).isEqualTo("application/yaml");
                assertThat(request.body()).isEqualTo("apiVersion: lockstep.dev/v1\n");
            });
        }

        @Test
        void submits_json_if_the_file_name_ends_with_json() throws IOException {
            plan = Files.writeString(folder.resolve("plan.json"), "{}");
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));

            apply();

            assertThat(coordinator.requests().getFirst().contentType()).isEqualTo("application/json");
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
        void exits_with_the_code_of_the_outcome(String outcome, int exitCode) {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.answers(200, migration("APPLYING", step("APPLYING", "")));
            coordinator.answers(200, migration(outcome, step("APPLIED", "")));

            assertThat(apply("--wait").exitCode()).isEqualTo(exitCode);
        }

        @Test
        void waits_while_the_coordinator_is_unavailable() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.refuses(503, "{\"title\": \"Database unavailable\", \"status\": 503}");
            coordinator.answers(200, migration("COMPLETED", step("APPLIED", "")));

            assertThat(apply("--wait").exitCode()).isZero();
        }

        @Test
        void prints_each_change_on_its_own_line() {
            coordinator.answers(202, migration("QUEUED", step("PENDING", "")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 1, \"total\": 10}")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 2, \"total\": 10}")));
            coordinator.answers(
                    200, migration("APPLYING", step("APPLYING", ", \"progress\": {\"done\": 5, \"total\": 10}")));
            coordinator.answers(
                    200,
                    migration(
                            "COMPLETED",
                            step(
                                    "FINISHED",
                                    ", \"result\": {\"changed\": 10, \"counts\": {\"created\": 9, \"skipped\": 0}}")));

            assertThat(apply("--wait").lines())
                    .containsExactly(
                            "p: QUEUED",
                            "  s: PENDING",
                            "p: APPLYING",
                            "  s: APPLYING",
                            "p: COMPLETED",
                            "  s: FINISHED",
                            "Migration p is COMPLETED",
                            "  id m-1, round 1",
                            "  s (redis.transform on main-redis): FINISHED, 10 changed (created 9)");
        }

        @Test
        void prints_a_message_of_several_lines_below_its_step() {
            String failed = step(
                    "STUCK",
                    """
                    , "failure": {"type": "permanent", "code": "catalog-differs", "effect": "none",
                      "message": "the view differs:\\n- SELECT 1\\n+ SELECT 2\\u001b[2J"}""");
            coordinator.answers(202, migration("NEEDS_OPERATOR", failed));

            assertThat(apply("--wait").lines())
                    .containsSubsequence(
                            "Migration p is NEEDS_OPERATOR: step \"s\" failed with catalog-differs: the view differs: ...",
                            "  s (redis.transform on main-redis): STUCK",
                            "      catalog-differs: the view differs:",
                            "      - SELECT 1",
                            "      + SELECT 2?[2J");
        }

        @Test
        void prints_the_step_that_caused_the_rollback() {
            String failed = step(
                    "COMPENSATED",
                    """
                    , "failure": {"type": "permanent", "code": "check-failed", "message": "m", "effect": "none"}""");
            coordinator.answers(
                    202,
                    migration("ROLLED_BACK", failed)
                            .replace(
                                    "\"steps\"",
                                    """
                                    "cause": {"step": "s", "reason": "step \\"s\\" failed with check-failed: m"},
                                    "steps\""""));

            assertThat(apply("--wait").lines())
                    .endsWith(
                            "Migration p is ROLLED_BACK: step \"s\" failed with check-failed: m",
                            "  id m-1, round 1",
                            "  s (redis.transform on main-redis): COMPENSATED");
        }

        @Test
        void prints_why_an_operator_requested_the_rollback() {
            coordinator.answers(
                    202,
                    migration("ROLLED_BACK", step("COMPENSATED", ""))
                            .replace("\"steps\"", "\"cause\": {\"reason\": \"wrong plan\"}, \"steps\""));

            assertThat(apply("--wait").lines()).contains("Migration p is ROLLED_BACK: rollback requested: wrong plan");
        }

        @Test
        void prints_the_failed_step_of_a_rejected_migration() {
            String failed = step(
                    "PENDING",
                    """
                    , "failure": {"type": "permanent", "code": "no-table", "message": "m", "effect": "none"}""");
            coordinator.answers(202, migration("REJECTED", failed));

            assertThat(apply("--wait").lines())
                    .endsWith(
                            "Migration p is REJECTED: step \"s\" failed with no-table: m",
                            "  id m-1, round 1",
                            "  s (redis.transform on main-redis): PENDING");
        }

        @Test
        void prints_conflicts_before_the_outcome() {
            String conflicts =
                    """
                    {"total": 2, "samples": [{"step": "s", "unit": "k", "expected": "1", "found": "2"}]}""";
            coordinator.answers(
                    202,
                    migration("ROLLED_BACK", step("COMPENSATED", ""))
                            .replace("{\"total\": 0, \"samples\": []}", conflicts));

            assertThat(apply("--wait").lines())
                    .containsSubsequence(
                            "  s: COMPENSATED",
                            "2 conflicts: an application changed these units after the step, or they were erased. Their current values are"
                                    + " kept.",
                            "  s k: expected 1, found 2",
                            "Migration p is ROLLED_BACK");
        }
    }

    @Nested
    class An_invalid_plan {

        @Test
        void is_reported_with_position_and_hint() {
            coordinator.refuses(
                    422,
                    """
                    {"title": "Invalid plan", "status": 422, "detail": "one thing is wrong", "errors": [
                      {"pointer": "/spec/steps/0/target", "line": 9, "column": 15, "message": "no such target 'x'",
                       "hint": "use one of main-redis"}]}""");

            CommandRun run = apply("--wait");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Invalid plan: one thing is wrong (422)")
                    .contains(plan + ":9:15 /spec/steps/0/target")
                    .contains("no such target 'x'")
                    .contains("hint: use one of main-redis");
        }

        @Test
        void is_reported_even_if_the_response_is_not_a_problem_document() {
            coordinator.answers(502, "<html>bad gateway</html>");

            CommandRun run = apply();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("the coordinator responded with status 502")
                    .contains("bad gateway");
        }
    }

    @Nested
    class An_unreachable_coordinator {

        @Test
        void is_reported_in_one_line() {
            coordinator.close();

            CommandRun run = apply();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualToIgnoringNewLines("cannot reach the coordinator at " + coordinator.url()
                            + "; start it with ./lockstep up, or set its address with --url");
        }
    }
}
