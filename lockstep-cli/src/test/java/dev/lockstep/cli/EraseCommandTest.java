package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EraseCommandTest {

    private final FakeCoordinator coordinator;

    EraseCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("erase", "--url=" + coordinator.url(), "m-1"));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun erase(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--step=a", "--unit=user:7", "--reason=request 7"));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private static String erasure(String state, String finding) {
        return """
                {"number": 3, "step": "a", "target": "main-redis", "unit": "user:7", "state": "%s", "finding": %s}
                """
                .formatted(state, finding);
    }

    @Nested
    class An_erasure {

        @Test
        void is_requested_and_followed_to_its_answer() {
            coordinator.answers(202, erasure("REQUESTED", "null"));
            coordinator.answers(200, erasure("REQUESTED", "\"busy\""));
            coordinator.answers(200, erasure("ERASED", "null"));

            CommandRun run = erase();

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Erasure 3 of migration m-1 is done", "can no longer be undone");
            assertThat(coordinator.requests().getFirst()).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/migrations/m-1/erasures");
                assertThat(request.body())
                        .contains("\"step\":\"a\"", "\"unit\":\"user:7\"", "\"reason\":\"request 7\"");
            });
            assertThat(coordinator.requests().getLast().line()).isEqualTo("GET /api/v1/migrations/m-1/erasures/3");
        }

        @ParameterizedTest
        @CsvSource({"NOT_FOUND, has found nothing: the journal", "FAILED, has failed: the journal"})
        void that_removed_nothing_exits_with_1(String state, String text) {
            coordinator.answers(202, erasure("REQUESTED", "null"));
            coordinator.answers(200, erasure(state, "\"the journal …\""));

            CommandRun run = erase("--wait");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains(text);
        }

        @Test
        void with_no_wait_exits_when_it_is_requested() {
            coordinator.answers(202, erasure("REQUESTED", "null"));

            CommandRun run = erase("--no-wait");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Erasure 3 of migration m-1 is REQUESTED.");
            assertThat(coordinator.requests()).hasSize(1);
        }

        @Test
        void that_is_refused_is_reported_with_the_reason_of_the_coordinator() {
            coordinator.refuses(
                    409, "{\"title\": \"Erasure not allowed\", \"status\": 409, \"detail\": \"is APPLYING\"}");

            CommandRun run = erase();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("is APPLYING");
        }

        @ParameterizedTest
        @CsvSource({"--step", "--unit", "--reason"})
        void needs_a_step_a_unit_and_a_reason(String missing) {
            List<String> arguments = new ArrayList<>(List.of("--step=a", "--unit=u", "--reason=r"));
            arguments.removeIf(argument -> argument.startsWith(missing));

            CommandRun run = run(arguments.toArray(String[]::new));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(missing);
        }
    }

    @Nested
    class The_status_of_a_migration {

        @Test
        void says_that_units_can_no_longer_be_undone() {
            coordinator.answers(
                    200,
                    """
                    {"id": "m-1", "name": "p", "state": "COMPLETED", "version": 7, "round": 1,
                     "undoLimit": "the values of 2 units were erased", "steps": [
                      {"id": "a", "target": "t", "operation": "o", "state": "APPLIED", "erased": 2}]}
                    """);

            CommandRun run = CommandRun.of("status", "--url=" + coordinator.url(), "m-1");

            assertThat(run.lines()).contains("  a (o on t): APPLIED, 2 erased", "  the values of 2 units were erased");
        }
    }
}
