package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TokenCommandsTest {

    private static final String TOKEN =
            """
            "id": "t-1", "name": "pipeline", "kind": "service", "grants": ["submitter@target=pg-*", "viewer"],
            "createdAt": "2026-01-01T00:00:00Z", "createdBy": {"name": "first-token", "kind": "service"},
            "expiresAt": "2026-04-01T00:00:00Z\"""";

    private final FakeCoordinator coordinator;

    TokenCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url=" + coordinator.url());
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Nested
    class A_new_token {

        @Test
        void is_the_only_text_on_the_standard_output() {
            coordinator.answers(201, "{\"secret\": \"lockstep_new\", %s}".formatted(TOKEN));

            CommandRun run = run(
                    "token",
                    "create",
                    "--name=pipeline",
                    "--grant=submitter@target=pg-*,label=team:a",
                    "--grant=viewer",
                    "--kind=person",
                    "--days=7");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("lockstep_new\n");
            assertThat(run.err())
                    .contains(
                            "token t-1 for the service pipeline with submitter@target=pg-*, viewer",
                            "expires at 2026-04-01T00:00:00Z")
                    .doesNotContain("lockstep_new");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/tokens");
                assertThat(LockstepJson.messages().readTree(request.body()))
                        .isEqualTo(
                                LockstepJson.messages()
                                        .readTree(
                                                """
                                                {"name": "pipeline", "kind": "person", "expiresInDays": 7,
                                                 "grants": ["submitter@target=pg-*,label=team:a", "viewer"]}"""));
            });
        }

        @Test
        void has_the_coordinators_defaults() {
            coordinator.answers(201, "{\"secret\": \"lockstep_new\", %s}".formatted(TOKEN));

            run("token", "create", "--name=pipeline", "--grant=viewer");

            assertThat(coordinator.requests().getFirst().body()).doesNotContain("kind", "expiresInDays");
        }

        @Test
        void is_refused_with_the_errors_of_the_coordinator() {
            coordinator.refuses(
                    422,
                    """
                    {"title": "Invalid token request", "status": 422, "errors": [
                      {"pointer": "/grants/0", "message": "the grant is \\"king\\"", "hint": "write viewer"}]}""");

            CommandRun run = run("token", "create", "--name=a", "--grant=king");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("token /grants/0", "hint: write viewer");
        }

        @Test
        void needs_a_name_and_a_grant() {
            assertThat(run("token", "create").err()).contains("--name", "--grant");
            assertThat(coordinator.requests()).isEmpty();
        }
    }

    @Nested
    class All_tokens {

        @Test
        void are_listed_without_their_texts() {
            coordinator.answers(
                    200,
                    "{\"items\": [{%s}, {%s, \"lastUsedAt\": \"2026-01-02T00:00:00Z\", \"revokedAt\": \"2026-01-03T00:00:00Z\"}]}"
                            .formatted(TOKEN, TOKEN.replace("t-1", "t-2")));

            assertThat(run("token", "list").out())
                    .isEqualTo(
                            """
                    ID   NAME      KIND     EXPIRES               LAST USED             REVOKED               GRANTS
                    t-1  pipeline  service  2026-04-01T00:00:00Z  -                     -                     submitter@target=pg-* viewer
                    t-2  pipeline  service  2026-04-01T00:00:00Z  2026-01-02T00:00:00Z  2026-01-03T00:00:00Z  submitter@target=pg-* viewer
                    """);
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("GET /api/v1/tokens");
        }
    }

    @Nested
    class A_revoked_token {

        @Test
        void is_named() {
            coordinator.answers(200, "{%s, \"revokedAt\": \"2026-01-03T00:00:00Z\"}".formatted(TOKEN));

            assertThat(run("token", "revoke", "t-1").lines()).containsExactly("Token t-1 of pipeline is revoked.");
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("DELETE /api/v1/tokens/t-1");
        }
    }

    @Nested
    class The_command_token {

        @Test
        void needs_a_further_command() {
            CommandRun run = CommandRun.of("token");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("create", "list", "revoke");
        }
    }

    @Nested
    class Whoami {

        @Test
        void prints_the_owner_and_the_grants_of_the_token() {
            coordinator.answers(
                    200,
                    """
                    {"actor": {"name": "pipeline", "kind": "service", "onBehalfOf": "alice"},
                     "grants": ["submitter@target=pg-*", "viewer"]}""");

            assertThat(run("whoami").lines())
                    .startsWith(
                            "Actor: pipeline on behalf of alice (service)", "Grants: submitter@target=pg-*, viewer");
            assertThat(coordinator.requests().getFirst().line()).isEqualTo("GET /api/v1/me");
        }
    }
}
