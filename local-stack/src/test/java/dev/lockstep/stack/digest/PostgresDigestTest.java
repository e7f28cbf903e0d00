package dev.lockstep.stack.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.TestStack;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresDigestTest {

    private final PostgresDatabase database = TestStack.freshPostgres();

    @BeforeEach
    void createTable() throws SQLException {
        execute("CREATE TABLE t (id integer PRIMARY KEY, name text NOT NULL, n integer)");
        execute("CREATE INDEX by_name ON t (name)");
        execute("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', NULL)");
        execute("CREATE TABLE keyless (v text)");
        execute("INSERT INTO keyless VALUES ('x'), ('x')");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private StoreDigest read() throws SQLException {
        try (Connection connection = database.connect()) {
            return PostgresDigest.of(connection);
        }
    }

    @Nested
    class A_comparison {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "UPDATE t SET name = 'c' WHERE id = 1 | row public.t [1]: content changed",
                    "UPDATE t SET n = 0 WHERE id = 2 | row public.t [2]: content changed",
                    "DELETE FROM t WHERE id = 2 | row public.t [2]: removed",
                    "INSERT INTO t VALUES (3, 'c', 3) | row public.t [3]: added",
                    "INSERT INTO keyless VALUES ('x') | row public.keyless {\"v\":\"x\"}: content changed",
                    "DROP INDEX by_name | index public.by_name: removed",
                    "ALTER TABLE t ALTER COLUMN name DROP NOT NULL | column public.t.name: content changed",
                    "ALTER TABLE t ALTER COLUMN n SET DEFAULT 5 | column public.t.n: content changed",
                    "ALTER TABLE t ADD CHECK (n < 10) | constraint public.t.t_n_check: added",
                    "CREATE VIEW v AS SELECT 1 AS one | relation public.v: added",
                    "CREATE SCHEMA other | schema other: added",
                    "CREATE TYPE mood AS ENUM ('good') | enum public.mood: added",
                    "GRANT SELECT ON t TO PUBLIC | relation public.t: content changed",
                })
        void finds_the_difference_after(String change, String difference) throws SQLException {
            StoreDigest before = read();

            execute(change);

            DigestComparison comparison = before.compareWith(read());
            assertThat(comparison.differences()).map(UnitDifference::toString).contains(difference);
            assertThat(comparison.before()).isNotEqualTo(comparison.after());
        }

        @Test
        void counts_differences_by_table_and_kind() throws SQLException {
            StoreDigest before = read();

            execute("UPDATE t SET n = 9");
            execute("INSERT INTO t VALUES (3, 'c', 3)");

            assertThat(before.compareWith(read()).summary())
                    .containsExactlyInAnyOrder(
                            "      2 × row of public.t: content changed", "      1 × row of public.t: added");
        }

        @Test
        void finds_no_difference_after_changes_are_reverted() throws SQLException {
            StoreDigest before = read();

            execute("ALTER TABLE t ADD COLUMN extra integer");
            execute("ALTER TABLE t DROP COLUMN extra");
            execute("UPDATE t SET n = 7 WHERE id = 1");
            execute("UPDATE t SET n = 1 WHERE id = 1");

            assertThat(before.compareWith(read()).differences()).isEmpty();
            assertThat(before.compareWith(read()).before())
                    .isEqualTo(before.compareWith(read()).after());
        }

        @Test
        void ignores_journal_and_history_of_lockstep() throws SQLException {
            StoreDigest before = read();

            for (String change : List.of(
                    "CREATE SCHEMA lockstep_journal",
                    "CREATE TABLE lockstep_journal.journal (n integer)",
                    "CREATE TABLE lockstep_schema_history (installed_rank integer PRIMARY KEY)")) {
                execute(change);
            }

            assertThat(before.compareWith(read()).differences()).isEmpty();
        }
    }
}
