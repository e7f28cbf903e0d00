package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sql.SqlScript;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedObjectStatementsTest {
    private static boolean isShared(String sql) {
        return SharedObjectStatements.isShared(SqlScript.parse(sql).statements().getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ROLE app",
                "/* new */ create user app PASSWORD 'x'",
                "ALTER ROLE app SET search_path = app",
                "DROP GROUP IF EXISTS app",
                "ALTER DATABASE shop SET work_mem = '7MB'",
                "GRANT readers TO app",
                "REVOKE ADMIN OPTION FOR readers FROM app",
                "GRANT CREATE ON DATABASE shop TO app",
                "GRANT SET ON PARAMETER log_statement TO app",
                "COMMENT ON DATABASE shop IS 'x'",
                "COMMENT ON ROLE app IS 'x'",
                "SECURITY LABEL ON ROLE app IS 'x'",
                "DROP OWNED BY app",
                "REASSIGN OWNED BY app TO other",
                "ALTER SUBSCRIPTION s DISABLE",
                "ALTER TABLESPACE fast SET (random_page_cost = 1)",
                "/* members */ GRANT readers TO app",
                "COPY t TO 'file.csv'",
                "COPY t FROM PROGRAM 'date'"
            })
    void a_statement_that_reaches_beyond_the_database_is_found(String sql) {
        assertThat(isShared(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE role (\"user\" text)",
                "CREATE USER MAPPING FOR app SERVER s",
                "ALTER TABLE t OWNER TO app",
                "ALTER TABLE t DROP role",
                "ALTER TABLE t ALTER role SET DEFAULT 'reader', ALTER database TYPE text",
                "CREATE TABLE t (id integer) TABLESPACE fast",
                "GRANT SELECT ON ALL TABLES IN SCHEMA app TO readers",
                "GRANT USAGE ON SCHEMA database TO app",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readers",
                "COMMENT ON TABLE role IS 'CREATE ROLE app'",
                "SET ROLE app",
                "INSERT INTO t VALUES ('GRANT a TO b')",
                "COPY t FROM STDIN;\n1\n\\."
            })
    void a_statement_within_the_database_is_not_found(String sql) {
        assertThat(isShared(sql)).isFalse();
    }
}
