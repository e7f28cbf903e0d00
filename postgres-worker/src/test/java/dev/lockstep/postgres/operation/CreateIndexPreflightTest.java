package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateIndexPreflightTest {
    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE TABLE partitioned (id int) PARTITION BY RANGE (id)",
            "CREATE SEQUENCE ticket_number",
            "CREATE SCHEMA other");
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    private StepFailure preflightFailure(PostgresCreateIndex operation) {
        String before = store.digest();
        StepFailure failure = StepScenario.of(postgres, operation).preflightAndExpectFailure();
        assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
        assertThat(store.digest()).isEqualTo(before);
        return failure;
    }

    @Nested
    class A_table {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "missing | 42P01 | relation \"missing\" does not exist",
                    "other.exercises | 42P01 | relation \"other\".\"exercises\" does not exist",
                    "Exercises | 42P01 | relation \"Exercises\" does not exist",
                    "partitioned | table-kind | public.partitioned is a partitioned table, on which PostgreSQL cannot create an index",
                    "strong_exercises | table-kind | public.strong_exercises is a view; a table or a materialized view is expected",
                    "ticket_number | table-kind | public.ticket_number is a sequence; a table"
                })
        void that_does_not_allow_a_concurrent_index_is_refused(String table, String code, String message) {
            StepFailure failure = preflightFailure(IndexOperations.parse(
                    "{\"table\": \"%s\", \"name\": \"i\", \"columns\": [\"id\"]}".formatted(table)));
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).startsWith(message);
        }

        @Test
        void of_another_owner_is_refused() {
            try (ConnectedTarget owner = postgres.connect()) {
                owner.journal().identity();
            }
            String reader = postgres.database().name() + "_reader";
            ContractMigration migration = ContractMigration.of(IndexOperations.onExercises("i", "[\"id\"]"));
            try (ConnectedTarget target = postgres.connectReadOnly();
                    ContractWorker worker = new ContractWorker(target, TargetKind.POSTGRES)) {
                postgres.execute(
                        "GRANT ALL ON SCHEMA lockstep_journal TO " + reader,
                        "GRANT ALL ON ALL TABLES IN SCHEMA lockstep_journal TO " + reader);
                StepFailure failure = StepScenario.failureOf(worker.run(migration.preflight(1)));
                assertThat(failure.code()).isEqualTo("42501");
                assertThat(failure.message()).contains("only the owner of public.exercises may create an index on it");
            }
        }

        @Test
        void in_a_schema_without_create_privilege_is_refused() {
            postgres.execute("CREATE TABLE other.t (id int)", "REVOKE CREATE ON SCHEMA other FROM CURRENT_USER");
            StepFailure failure = preflightFailure(
                    IndexOperations.parse("{\"table\": \"other.t\", \"name\": \"i\", \"columns\": [\"id\"]}"));
            assertThat(failure.code()).isEqualTo("42501");
            assertThat(failure.message()).contains("permission denied for the schema of other.t");
        }

        @Test
        void that_an_open_transaction_has_written_passes() {
            StepScenario step = StepScenario.of(postgres, IndexOperations.onExercises("i", "[\"id\"]"));
            try (OpenTransaction _ = OpenTransaction.on(postgres, "UPDATE exercises SET points_earned = 0")) {
                assertThat(step.run(step.migration().preflight(1))).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    class A_name {
        @ParameterizedTest
        @CsvSource({"idx_exercises_user", "strong_exercises", "workouts"})
        void of_another_relation_is_refused(String name) {
            StepFailure failure = preflightFailure(IndexOperations.onExercises(name, "[\"id\"]"));
            assertThat(failure.code()).isEqualTo("index-exists");
            assertThat(failure.message())
                    .startsWith("a relation named public.%s exists and was not created by this step".formatted(name));
        }
    }

    @Nested
    class A_definition {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "\"columns\": [\"missing\"] | 42703 | column \"missing\" does not exist",
                    "\"columns\": [{\"expression\": \"missing + 1\"}] | 42703 | column \"missing\" does not exist",
                    "\"columns\": [{\"expression\": \"lower(\"}] | expression-refused | columns[0].expression: line 1, column 6: \"(\" is never closed",
                    "\"columns\": [\"id\"], \"where\": \"true); DROP TABLE exercises; --\" | expression-refused | where: line 1, column 5: \")\" has no opening parenthesis",
                    "\"columns\": [{\"expression\": \"now()\"}] | 42P17 | must be marked IMMUTABLE",
                    "\"columns\": [{\"column\": \"id\", \"opclass\": \"text_ops\"}] | 42804 | does not accept data type integer",
                    "\"columns\": [{\"column\": \"exercise_name\", \"collation\": \"nowhere\"}] | 42704 | collation \"nowhere\"",
                    "\"columns\": [\"id\"], \"method\": \"tree\" | 42704 | access method \"tree\" does not exist",
                    "\"columns\": [\"id\"], \"method\": \"hash\", \"unique\": true | 0A000 | does not support unique indexes",
                    "\"columns\": [\"id\"], \"with\": {\"speed\": 9} | 22023 | unrecognized parameter \"speed\"",
                    "\"columns\": [\"id\"], \"where\": \"points_earned\" | 42804 | must be type boolean"
                })
        void that_the_server_refuses_is_refused_with_its_message(String fields, String code, String message) {
            StepFailure failure = preflightFailure(
                    IndexOperations.parse("{\"table\": \"exercises\", \"name\": \"i\", %s}".formatted(fields)));
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).contains(message);
        }

        @Test
        void that_the_server_refuses_is_reported_with_the_statement() {
            assertThat(preflightFailure(IndexOperations.onExercises("i", "[\"missing\"]"))
                            .message())
                    .endsWith("statement: CREATE INDEX \"i\" ON pg_temp.exercises USING \"btree\" (\"missing\")");
        }
    }
}
