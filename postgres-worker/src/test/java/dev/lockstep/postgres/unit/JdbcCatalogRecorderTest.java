package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcCatalogRecorderTest {
    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE FUNCTION return_new() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER note BEFORE INSERT ON workouts FOR EACH ROW EXECUTE FUNCTION return_new()",
            "COMMENT ON TABLE workouts IS 'old'",
            "CREATE VIEW no_exercises AS SELECT 1 AS one");
    private final JdbcCatalog catalog = new JdbcCatalog("\"public\".\"lockstep_schema_history\"");
    private final CatalogConnections connections = CatalogConnections.of(store);

    @AfterEach
    void close() throws SQLException {
        connections.close();
        store.close();
    }

    /** Records the script; another session commits these statements after the first reading and before the script. */
    private List<CatalogChange> record(String script, String... byOtherSession) {
        return record(script, () -> store.postgres().execute(byOtherSession));
    }

    private List<CatalogChange> record(String script, Runnable afterFirstReading) {
        JdbcCatalogRecorder recorder =
                catalog.recorder(connections.jdbc(), connections::readCommitted, List.of(script));
        AtomicInteger attempts = new AtomicInteger();
        return recorder.run(() -> {
                    try {
                        recorder.start();
                        if (attempts.incrementAndGet() == 1) {
                            afterFirstReading.run();
                        }
                        connections.execute(script);
                        return recorder.end(List.of());
                    } finally {
                        connections.rollBack();
                    }
                })
                .changes();
    }

    @Nested
    class Changes_of_other_sessions_while_the_script_runs {
        @Test
        void are_not_recorded() {
            assertThat(record(
                            "ALTER TABLE exercises ADD COLUMN level int",
                            "CREATE TABLE other (id int)",
                            "ALTER TABLE workouts ADD COLUMN level int",
                            "DROP VIEW strong_exercises"))
                    .extracting(CatalogChange::object)
                    .containsExactly("column order of public.exercises", "column public.exercises.level");
        }

        @Test
        void are_not_recorded_if_the_script_names_the_object() {
            assertThat(record("COMMENT ON TABLE workouts IS 'x'", "ALTER TABLE workouts ADD COLUMN level int"))
                    .extracting(CatalogChange::object)
                    .containsExactly("comment on table public.workouts");
        }

        @Test
        void are_part_of_the_definition_before_the_script() {
            assertThat(record(
                            "ALTER TABLE workouts ALTER COLUMN note SET NOT NULL",
                            "ALTER TABLE workouts ALTER COLUMN note SET DEFAULT 'new'"))
                    .filteredOn(change -> change.object().equals("column public.workouts.note"))
                    .containsExactly(new CatalogChange(
                            "column public.workouts.note",
                            "text\nDEFAULT 'new'::text",
                            "text; not null\nDEFAULT 'new'::text"));
        }

        @Test
        void are_part_of_the_definition_before_the_script_if_they_are_only_in_a_trigger() {
            assertThat(record("DROP TRIGGER note ON workouts", "ALTER TABLE workouts DISABLE TRIGGER note"))
                    .singleElement()
                    .satisfies(change ->
                            assertThat(change.before()).startsWith("trigger; enabled D\nCREATE TRIGGER note"));
        }

        @Test
        void are_part_of_the_definition_before_the_script_if_they_only_remove_rows() {
            assertThat(record("COMMENT ON TABLE workouts IS 'new'", "COMMENT ON TABLE workouts IS NULL"))
                    .containsExactly(new CatalogChange("comment on table public.workouts", null, "new"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ALTER VIEW no_exercises RENAME TO none",
                    "SAVEPOINT s; ALTER VIEW no_exercises RENAME TO none; RELEASE SAVEPOINT s"
                })
        void are_not_recorded_while_they_are_not_committed(String change) throws SQLException {
            try (Connection other = CatalogConnections.open(store)) {
                assertThat(record(
                                "ALTER TABLE exercises ADD COLUMN level int",
                                () -> CatalogConnections.execute(other, change)))
                        .extracting(CatalogChange::object)
                        .containsExactly("column order of public.exercises", "column public.exercises.level");
            }
        }
    }
}
