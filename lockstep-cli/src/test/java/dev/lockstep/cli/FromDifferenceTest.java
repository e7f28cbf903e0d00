package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PostgresSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class FromDifferenceTest {
    private static final String SCHEMA =
            """
            {"format": "lockstep.dev/postgres-schema-v1", "server": "18.0", "objects": [
              {"object": "table public.t", "definition": "table", "statements": []}]}
            """;
    private static final String DIFFERENCE =
            """
            {"changed": 1, "notes": ["the columns of t are in another order"],
             "up": [{"sql": "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\\n  SELECT ': # %s'\\n$$"},
                    {"sql": "ALTER TABLE t ALTER COLUMN a TYPE text", "note": "converts every value"}],
             "down": [{"sql": "DROP ROUTINE f()"}],
             "kept": [{"object": "column t.b", "reason": "its values would be lost", "drop": "ALTER TABLE t DROP COLUMN b"},
                      {"object": "index i", "reason": "it belongs to column t.b"}]}
            """;

    @TempDir
    private Path folder;

    private final FakeCoordinator coordinator;

    FromDifferenceTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String request(String rest) {
        return "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"ANSWERED\"%s}".formatted(rest);
    }

    private CommandRun run(String against, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "new";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "--from-diff=main-postgres";
        arguments[3] = "--against=" + against;
        System.arraycopy(options, 0, arguments, 4, options.length);
        return CommandRun.of(arguments);
    }

    private Path schemaFile() throws IOException {
        return Files.writeString(folder.resolve("schema.json"), SCHEMA);
    }

    private static Plan plan(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return LockstepJson.plans().convertValue(tree, Plan.class);
    }

    @Nested
    class A_plan {
        @Test
        void has_the_statements_and_what_a_person_must_decide() throws IOException {
            coordinator.answers(202, request(", \"schemaDifference\": " + DIFFERENCE));

            CommandRun run = run(schemaFile().toString(), "--name=to-new-schema", "--without-privileges");

            assertThat(run.exitCode()).isZero();
            Plan plan = plan(run.out());
            assertThat(plan.metadata().name().value()).isEqualTo("to-new-schema");
            PostgresSql operation = (PostgresSql) plan.spec().steps().getFirst().operation();
            assertThat(operation.up())
                    .contains(
                            "$$\n  SELECT ': # %s'\n$$;\n-- converts every value\nALTER TABLE t ALTER COLUMN a TYPE text;",
                            "-- column t.b: its values would be lost\n--   ALTER TABLE t DROP COLUMN b;\n",
                            "--with-drops");
            assertThat(operation.down()).isEqualTo("DROP ROUTINE f();");
            assertThat(run.out()).contains("# Note: the columns of t are in another order.");
            assertThat(coordinator.requests().getFirst().line())
                    .isEqualTo("POST /api/v1/targets/main-postgres/schema-difference");
            assertThat(coordinator.requests().getFirst().body())
                    .contains("\"wanted\":\"H4s", "\"withDrops\":false", "\"withoutPrivileges\":true");
        }

        @Test
        void against_a_target_reads_its_schema_first() {
            coordinator.answers(202, request(", \"schemaObjects\": 1"));
            coordinator.answers(200, "{\"target\": \"staging\", \"request\": 4, \"schema\": %s}".formatted(SCHEMA));
            coordinator.answers(202, request(", \"schemaDifference\": " + DIFFERENCE));
            Path file = folder.resolve("plan.yaml");

            CommandRun run = run("staging", "--output=" + file);

            assertThat(run.lines()).containsExactly("The plan is written to %s.".formatted(file));
            assertThat(coordinator.requests())
                    .extracting(FakeCoordinator.ReceivedRequest::line)
                    .containsExactly(
                            "POST /api/v1/targets/staging/schema",
                            "GET /api/v1/targets/staging/schema",
                            "POST /api/v1/targets/main-postgres/schema-difference");
        }
    }

    @Nested
    class A_refusal {
        @Test
        void of_a_plan_that_a_coordinator_does_not_accept_has_the_limit() throws IOException {
            String sql = "COMMENT ON TABLE t IS '%s'".formatted("é".repeat(300_000));
            coordinator.answers(
                    202,
                    request(
                            ", \"schemaDifference\": {\"changed\": 1, \"up\": [{\"sql\": \"%1$s\"}], \"down\": [{\"sql\": \"%1$s\"}], \"kept\": [], \"notes\": []}"
                                    .formatted(sql)));

            CommandRun run = run(schemaFile().toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("a plan has at most 1048576");
        }

        @Test
        void of_no_difference_says_so() throws IOException {
            coordinator.answers(
                    202,
                    request(
                            ", \"schemaDifference\": {\"changed\": 0, \"up\": [], \"down\": [], \"kept\": [], \"notes\": []}"));

            CommandRun run = run(schemaFile().toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("nothing to write a plan for");
        }

        @Test
        void of_a_difference_that_is_not_exact_has_its_reason() throws IOException {
            coordinator.answers(
                    202,
                    "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"FAILED\", \"finding\": \"index i differs\"}");

            CommandRun run = run(schemaFile().toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("request 4 about target main-postgres has failed: index i differs");
        }

        @Test
        void of_a_file_says_what_is_expected() throws IOException {
            Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
            Path newer = Files.writeString(folder.resolve("newer.json"), SCHEMA.replace("-v1", "-v2"));

            assertThat(run(other.toString()).err()).contains("other.json", "./lockstep schema TARGET --output FILE");
            assertThat(run(newer.toString()).err()).contains("postgres-schema-v2", "postgres-schema-v1");
            assertThat(run(folder.resolve("none.json").toString()).err()).contains("cannot read", "none.json");
            assertThat(coordinator.requests()).isEmpty();
        }

        @Test
        void of_options_says_what_to_write() {
            assertThat(run("main-postgres").err()).contains("write a file, or another target");
            assertThat(run("staging", "postgres.sql").err()).contains("leave them out");
            assertThat(CommandRun.of("new", "--from-diff=main-postgres").err()).contains("--against");
            assertThat(CommandRun.of("new", "--with-drops").err()).contains("--from-diff");
        }
    }

    @Test
    void a_schema_is_written_to_a_file() throws IOException {
        coordinator.answers(202, request(", \"schemaObjects\": 1"));
        coordinator.answers(200, "{\"target\": \"main-postgres\", \"request\": 4, \"schema\": %s}".formatted(SCHEMA));
        Path file = folder.resolve("kept.json");

        CommandRun run = CommandRun.of("schema", "--url=" + coordinator.url(), "main-postgres", "--output=" + file);

        assertThat(run.lines())
                .containsExactly("1 definitions of target main-postgres are written to %s.".formatted(file));
        assertThat(LockstepJson.messages().readTree(Files.readString(file)))
                .isEqualTo(LockstepJson.messages().readTree(SCHEMA));
    }

    @Test
    void a_schema_that_cannot_be_read_has_its_reason() {
        coordinator.answers(202, "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"REQUESTED\"}");
        coordinator.answers(
                200,
                "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"FAILED\", \"finding\": \"schema-too-large\"}");

        CommandRun run = CommandRun.of("schema", "--url=" + coordinator.url(), "main-postgres");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("request 4 about target main-postgres has failed: schema-too-large");
        assertThat(coordinator.requests())
                .extracting(FakeCoordinator.ReceivedRequest::line)
                .containsExactly(
                        "POST /api/v1/targets/main-postgres/schema", "GET /api/v1/targets/main-postgres/requests/4");
    }
}
