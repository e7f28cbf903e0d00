package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.postgres.target.PostgresFailures;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CopiedRowsTest {
    private final TestPostgres postgres = TestPostgres.fresh().allowRehearsals();

    @AfterEach
    void close() {
        postgres.close();
    }

    private static long count(CopyScenario scenario, String table) {
        return Long.parseLong(scenario.value("SELECT count(*) FROM " + table));
    }

    /** The server has checked all rows when it has created the foreign keys. */
    private static void assertAllForeignKeysAreThere(CopyScenario scenario) {
        assertThat(scenario.contents().notes())
                .anyMatch(note -> note.endsWith("definitions of the target are the same in the copy"));
    }

    @Nested
    class A_sample {
        @Test
        void has_no_row_that_refers_to_a_row_outside_of_it() {
            postgres.execute(
                    "CREATE TABLE parent (a integer, b text, PRIMARY KEY (a, b))",
                    "CREATE TABLE child (id integer PRIMARY KEY, a integer, b text, FOREIGN KEY (a, b) REFERENCES parent)",
                    "CREATE TABLE grandchild (id integer PRIMARY KEY, child integer NOT NULL REFERENCES child)",
                    "INSERT INTO parent SELECT g, 'b' FROM generate_series(1, 100) g",
                    "INSERT INTO child SELECT g, 101 - g, 'b' FROM generate_series(6, 100) g",
                    "INSERT INTO child SELECT g, NULL, 'b' FROM generate_series(1, 5) g",
                    "INSERT INTO grandchild SELECT g, g FROM generate_series(1, 100) g");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 60)) {
                assertThat(count(scenario, "parent")).isEqualTo(60);
                assertThat(count(scenario, "child")).isBetween(1L, 60L);
                assertThat(count(scenario, "grandchild")).isBetween(1L, count(scenario, "child"));
                assertThat(scenario.contents().complete()).isFalse();
                assertThat(scenario.contents().units())
                        .isEqualTo(60 + count(scenario, "child") + count(scenario, "grandchild"));
                assertThat(scenario.contents().notes()).anyMatch(note -> note.contains("a sample of the rows of"));
                assertAllForeignKeysAreThere(scenario);
            }
        }

        @Test
        void prefers_rows_that_refer_to_rows_in_it() {
            postgres.execute(
                    "CREATE TABLE line (id integer PRIMARY KEY, purchase bigint, note text)",
                    "CREATE TABLE purchase (id bigint PRIMARY KEY, customer text NOT NULL) PARTITION BY RANGE (id)",
                    "CREATE TABLE purchase_1 PARTITION OF purchase FOR VALUES FROM (0) TO (500)",
                    "CREATE TABLE purchase_2 PARTITION OF purchase DEFAULT",
                    "CREATE TABLE customer (name text PRIMARY KEY)",
                    "INSERT INTO customer SELECT 'it''s, \\ {\"' || g FROM generate_series(1, 1000) g",
                    "INSERT INTO purchase SELECT g, 'it''s, \\ {\"' || 1001 - g FROM generate_series(1, 1000) g",
                    "INSERT INTO line SELECT g, nullif(1001 - g, 1000), 'x' FROM generate_series(1, 1000) g",
                    "ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer",
                    "ALTER TABLE line ADD FOREIGN KEY (purchase) REFERENCES purchase");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 100)) {
                assertThat(count(scenario, "customer")).isEqualTo(100);
                assertThat(count(scenario, "purchase")).isEqualTo(100);
                assertThat(count(scenario, "line")).isEqualTo(100);
                assertThat(scenario.contents().units()).isEqualTo(300);
                assertAllForeignKeysAreThere(scenario);
            }
        }

        @Test
        void has_whole_chains_of_tables_that_refer_to_each_other_and_to_themselves() {
            postgres.execute(
                    "CREATE TABLE team (id integer PRIMARY KEY, head integer)",
                    "CREATE TABLE member (id integer PRIMARY KEY, team integer REFERENCES team, boss integer REFERENCES member)",
                    "INSERT INTO member SELECT g, NULL, nullif(g / 2, 0) FROM generate_series(1, 300) g",
                    "INSERT INTO team SELECT g, 301 - g FROM generate_series(1, 300) g",
                    "UPDATE member SET team = id WHERE id % 3 = 0",
                    "ALTER TABLE team ADD FOREIGN KEY (head) REFERENCES member");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 200)) {
                assertThat(count(scenario, "member")).isLessThan(200);
                assertThat(count(scenario, "team")).isLessThan(200);
                assertAllForeignKeysAreThere(scenario);
            }
        }

        @Test
        void without_the_start_of_a_long_chain_has_none_of_it() {
            postgres.execute(
                    "CREATE TABLE link (id integer PRIMARY KEY, next integer REFERENCES link)",
                    "INSERT INTO link SELECT g, CASE WHEN g < 1000 THEN g + 1 END FROM generate_series(1, 1000) g");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 500)) {
                assertThat(count(scenario, "link")).isZero();
                assertAllForeignKeysAreThere(scenario);
            }
        }

        @Test
        void is_shared_by_the_partitions_of_a_table() {
            postgres.execute(
                    "CREATE TABLE event (n integer) PARTITION BY RANGE (n)",
                    "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (5)",
                    "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (5) TO (100)",
                    "CREATE TABLE event_3 PARTITION OF event FOR VALUES FROM (100) TO (1000)",
                    "INSERT INTO event SELECT generate_series(0, 999)");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 30)) {
                assertThat(count(scenario, "event_1")).isEqualTo(5);
                assertThat(count(scenario, "event_2")).isEqualTo(13);
                assertThat(count(scenario, "event_3")).isEqualTo(12);
            }
        }

        @Test
        void has_the_whole_schema_history() {
            postgres.execute(
                    "CREATE TABLE lockstep_schema_history (n integer)",
                    "INSERT INTO lockstep_schema_history SELECT generate_series(1, 20)");
            try (CopyScenario scenario = CopyScenario.sample(postgres, 2)) {
                assertThat(count(scenario, "lockstep_schema_history")).isEqualTo(20);
                assertThat(scenario.contents().complete()).isTrue();
            }
        }
    }

    @Nested
    class The_rows {
        @Test
        void are_those_of_one_moment_and_writers_are_not_blocked() {
            postgres.execute(
                    "CREATE TABLE a (id integer PRIMARY KEY)",
                    "CREATE TABLE b (id integer REFERENCES a)",
                    "INSERT INTO a SELECT generate_series(1, 10)");
            AtomicInteger next = new AtomicInteger(10);
            try (CopyScenario scenario = CopyScenario.all(
                    postgres,
                    () -> postgres.execute(
                            "SET statement_timeout = '5s'",
                            "INSERT INTO a VALUES (%d)".formatted(next.incrementAndGet()),
                            "INSERT INTO b VALUES (%d)".formatted(next.get()),
                            "UPDATE a SET id = id WHERE id < 5",
                            "CREATE INDEX ON b (id)"))) {
                assertThat(next).hasValueGreaterThan(10);
                assertThat(count(scenario, "a")).isEqualTo(10);
                assertThat(count(scenario, "b")).isZero();
            }
        }

        @Test
        void that_row_security_hides_are_an_error() {
            postgres.asAdmin()
                    .execute("CREATE TABLE other (id integer)", "ALTER TABLE other ENABLE ROW LEVEL SECURITY");
            postgres.asAdmin()
                    .execute("GRANT SELECT ON other TO " + postgres.database().username());

            RuntimeException thrown = Objects.requireNonNull(
                    catchRuntimeException(() -> CopyScenario.all(postgres).close()));

            assertThat(PostgresFailures.of(thrown).message()).contains("row-level security policy for table \"other\"");
            assertThat(postgres.rows("SELECT datname FROM pg_database WHERE datname LIKE 'lockstep_rehearsal%'"))
                    .isEmpty();
        }
    }
}
