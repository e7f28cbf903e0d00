package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JdbcCatalogTransactionTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final JdbcCatalog catalog = new JdbcCatalog("\"public\".\"lockstep_schema_history\"");
    private final CatalogConnections connections = CatalogConnections.of(store);

    @AfterEach
    void close() throws SQLException {
        connections.close();
        store.close();
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
            try {
                for (int i = 0; i < 150; i++) {
                    assertThat(catalog.find(connections.jdbc(), objects)
                                    .definitions()
                                    .keySet())
                            .contains("schema public")
                            .allMatch(object -> object.contains("flicker") || object.endsWith("schema public"));
                }
                connections.rollBack();
            } finally {
                stopped.set(true);
            }
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
            int value = JdbcCatalogTransaction.read(
                    connections.jdbc(), reading -> reading.sql("SELECT public.read_catalog()")
                            .query(Integer.class)
                            .single());
            assertThat(value).isEqualTo(7);
        }
    }

    @Nested
    class Reading_the_catalog {
        @Test
        void releases_its_locks_and_resets_its_settings() {
            catalog.find(connections.jdbc(), List.of("table public.exercises", "table public.strong_exercises"));
            assertThat(connections
                            .jdbc()
                            .sql("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'"
                                    + " AND relation = 'exercises'::regclass")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(connections
                            .jdbc()
                            .sql("SELECT current_setting('search_path')")
                            .query(String.class)
                            .single())
                    .contains("public");
        }
    }
}
