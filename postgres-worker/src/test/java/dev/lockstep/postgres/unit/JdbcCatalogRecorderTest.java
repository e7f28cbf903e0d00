package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.target.JdbcConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcCatalogRecorderTest {
    private static final String HISTORY = "\"public\".\"lockstep_schema_history\"";

    private final PostgresContractStore store = new PostgresContractStore();
    private final JdbcCatalog catalog = new JdbcCatalog(HISTORY);
    private Connection connection;
    private Connection committed;
    private JdbcClient jdbc;

    @BeforeEach
    void connect() throws SQLException {
        connection = store.postgres().database().connect();
        connection.setAutoCommit(false);
        jdbc = JdbcClient.create(JdbcConnections.dataSourceOf(connection));
        committed = store.postgres().database().connect();
        committed.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        committed.close();
        store.close();
    }

    private <T> T readCommitted(Function<JdbcClient, T> query) {
        try {
            return JdbcCatalogTransaction.read(JdbcClient.create(JdbcConnections.dataSourceOf(committed)), query);
        } finally {
            rollBack(committed);
        }
    }

    private static void rollBack(Connection open) {
        try {
            open.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot roll back", e);
        }
    }

    /** Records the script; the other session's statements run after the first reading and before the script. */
    private List<CatalogChange> record(String script, String... byOtherSession) {
        JdbcCatalogRecorder recorder = catalog.recorder(jdbc, this::readCommitted, List.of(script));
        AtomicInteger attempts = new AtomicInteger();
        return recorder.run(() -> {
                    try {
                        recorder.start();
                        if (attempts.incrementAndGet() == 1) {
                            store.postgres().execute(byOtherSession);
                        }
                        jdbc.sql(script).update();
                        return recorder.end();
                    } finally {
                        rollBack(connection);
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
    }

    @Nested
    class Objects_that_come_and_go {
        @Test
        void do_not_fail_the_reading() throws Exception {
            AtomicBoolean stopped = new AtomicBoolean();
            FutureTask<Integer> changes = new FutureTask<>(() -> createAndDrop(stopped));
            Thread.ofVirtual().start(changes);
            List<String> objects =
                    List.of("table public.flicker", "routine public.flicker()", "type public.mood_flicker");
            for (int i = 0; i < 150; i++) {
                assertThat(catalog.find(jdbc, objects).definitions().keySet()).doesNotContain("");
            }
            rollBack(connection);
            stopped.set(true);
            assertThat(changes.get()).isPositive();
        }

        private int createAndDrop(AtomicBoolean stopped) {
            int rounds = 0;
            while (!stopped.get()) {
                store.postgres()
                        .execute(
                                "CREATE TYPE mood_flicker AS ENUM ('a')",
                                "CREATE TABLE flicker (m mood_flicker DEFAULT 'a' CHECK (m <> 'a'))",
                                "CREATE VIEW flicker_view AS SELECT m FROM flicker",
                                "CREATE FUNCTION flicker() RETURNS mood_flicker BEGIN ATOMIC SELECT m FROM flicker; END",
                                "DROP TABLE flicker CASCADE",
                                "DROP TYPE mood_flicker CASCADE");
                rounds++;
            }
            return rounds;
        }

        @Test
        void are_read_again_after_an_internal_error() {
            store.postgres()
                    .execute(
                            "CREATE SEQUENCE reads",
                            "CREATE FUNCTION read_catalog() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
                                    + " IF nextval('public.reads') < 3 THEN"
                                    + " RAISE 'cache lookup failed for function 1' USING ERRCODE = 'XX000'; END IF;"
                                    + " RETURN 7; END $$");
            int value = JdbcCatalogTransaction.read(jdbc, reading -> reading.sql("SELECT public.read_catalog()")
                    .query(Integer.class)
                    .single());
            assertThat(value).isEqualTo(7);
        }
    }
}
