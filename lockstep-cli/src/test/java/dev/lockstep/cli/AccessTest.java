package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token of requests, and the messages about it. */
class AccessTest {

    private static final String UNAUTHENTICATED = "{\"title\": \"Unauthenticated\", \"status\": 401}";
    private static final String NO_MIGRATIONS = "{\"items\": []}";

    @TempDir
    private Path folder;

    private final FakeCoordinator coordinator;

    AccessTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    /** Runs the command in a new process with these environment variables. Returns its output. */
    private String runWith(List<String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Lockstep.class.getName())
                .redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        environment.forEach(
                variable -> builder.environment().put(variable.split("=", 2)[0], variable.split("=", 2)[1]));
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void writeLocalStack(String url) throws IOException {
        Files.writeString(folder.resolve("local-stack.properties"), "coordinator.url=" + url + "\n");
        Files.writeString(folder.resolve("token"), "lockstep_local\n");
    }

    @Nested
    class A_command {

        @Test
        void sends_the_token_of_the_local_stack_to_its_coordinator() throws IOException {
            coordinator.answers(200, NO_MIGRATIONS);
            writeLocalStack(coordinator.url());

            assertThat(CommandRun.of("status", "--directory=" + folder).exitCode())
                    .isZero();

            assertThat(coordinator.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.authorization()).isEqualTo("Bearer lockstep_local"))
                    .satisfies(request -> assertThat(request.onBehalfOf()).isEqualTo("null"));
        }

        @Test
        void sends_no_token_of_the_local_stack_to_another_coordinator() throws IOException {
            coordinator.refuses(401, UNAUTHENTICATED);
            writeLocalStack("http://127.0.0.1:1");

            CommandRun run = CommandRun.of("status", "--directory=" + folder, "--url=" + coordinator.url());

            assertThat(coordinator.requests().getFirst().authorization()).isEqualTo("null");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains(
                            "Unauthenticated (401)",
                            "LOCKSTEP_TOKEN is not set",
                            "hint: set LOCKSTEP_TOKEN to a token");
        }

        @Test
        void sends_the_token_and_the_person_of_the_environment() throws IOException {
            coordinator.answers(200, NO_MIGRATIONS);

            String output = runWith(
                    List.of("LOCKSTEP_TOKEN=lockstep_mine", "LOCKSTEP_ON_BEHALF_OF=alice"),
                    "status",
                    "--directory=" + folder,
                    "--url=" + coordinator.url());

            assertThat(output).isEqualTo("No migrations.\n");
            assertThat(coordinator.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.authorization()).isEqualTo("Bearer lockstep_mine"))
                    .satisfies(request -> assertThat(request.onBehalfOf()).isEqualTo("alice"));
        }
    }

    @Nested
    class A_refused_token {

        private final CoordinatorClient client =
                coordinator.client(new Credentials("lockstep_secret", "LOCKSTEP_TOKEN", null));

        @Test
        void is_reported_with_its_origin() {
            coordinator.refuses(401, UNAUTHENTICATED);

            assertThatThrownBy(() -> client.migrations(Map.of()))
                    .hasMessageContaining("Unauthenticated (401)")
                    .hasMessageContaining("found: a token from LOCKSTEP_TOKEN, which is unknown to this coordinator")
                    .hasMessageNotContaining("lockstep_secret");
        }

        @Test
        void without_a_permission_is_reported_with_the_way_to_see_its_grants() {
            coordinator.refuses(403, "{\"title\": \"Forbidden\", \"status\": 403}");

            assertThatThrownBy(() -> client.migrations(Map.of()))
                    .hasMessageContaining("Forbidden (403)")
                    .hasMessageContaining("found: a token from LOCKSTEP_TOKEN")
                    .hasMessageContaining("./lockstep whoami")
                    .hasMessageNotContaining("lockstep_secret");
        }
    }

    @Nested
    class A_redirect {

        @Test
        void is_not_followed_with_the_token() throws IOException {
            try (FakeCoordinator other = new FakeCoordinator()) {
                other.answers(200, NO_MIGRATIONS);
                coordinator.redirects(other.url() + "/api/v1/migrations");

                assertThatThrownBy(() -> coordinator
                                .client(new Credentials("lockstep_secret", "LOCKSTEP_TOKEN", null))
                                .migrations(Map.of()))
                        .hasMessageContaining("status 302");

                assertThat(other.requests()).isEmpty();
            }
        }
    }
}
