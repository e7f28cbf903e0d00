package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sql.SqlPlacement.CreateIndex;
import dev.lockstep.sql.SqlPlacement.DropIndex;
import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Maintenance;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    private static List<String> textsOf(String script) {
        SqlScript parsed = SqlScript.parse(script);
        assertThat(parsed.violations()).isEmpty();
        return parsed.statements().stream().map(SqlStatement::text).toList();
    }

    private static SqlPlacement placementOf(String statement) {
        return SqlScript.parse(statement).statements().getFirst().placement();
    }

    private static List<String> violationsIn(String script) {
        return SqlScript.parse(script).violations().stream()
                .map(SqlViolation::toString)
                .toList();
    }

    @Nested
    class Statements {
        @Test
        void end_at_semicolons_without_the_comments_between_them() {
            assertThat(textsOf("-- first;\nSELECT 1; /* a ; /* nested ; */ ; */ SELECT\n 2 -- end;"))
                    .containsExactly("SELECT 1", "SELECT\n 2");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT 'a;b'",
                    "SELECT 'it''s; COMMIT; '",
                    "SELECT E'it\\'s; COMMIT; '",
                    "SELECT e'it\\'s; COMMIT; '",
                    "SELECT U&'d\\0061t;a', b'1;0', x'1;F', n'a;'",
                    "SELECT 'back\\', ';'",
                    "SELECT \"a;\"\"b\" FROM t",
                    "DO $$ BEGIN; COMMIT; END $$",
                    "DO $body$ BEGIN PERFORM $$;$$; END $body$",
                    "SELECT a$b$c, $1 FROM t",
                    "SELECT 'שלום; עולם', ה FROM תרגילים",
                    "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
                    "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT s.end, 1 AS case FROM s; SELECT 2; END",
                    "SELECT E'a\\'b'\n  'c\\'; COMMIT; '",
                    "SELECT E'a' -- it's\n\n'b\\'; COMMIT; '",
                    "CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql RETURN $1 - $2",
                    "CREATE FUNCTION f(int) RETURNS int BEGIN ATOMIC SELECT $1; SELECT $1 - 1; END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END"
                            + " ELSE (CASE WHEN c THEN 1. END) END FROM t; END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT 2 case; SELECT 3 case FROM t; END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN t.case THEN 1 END AS end; END",
                    "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC INSERT INTO t SELECT 1 case ON CONFLICT DO NOTHING; END",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC INSERT INTO t SELECT 1 case RETURNING a; SELECT 2; END",
                    "SELECT $1$$a;b$$",
                    "SELECT 1$$a;b$$",
                    "SELECT $ä1$;$ä1$, $😀$;$😀$, $_$;$_$",
                    "SELECT $a$;$b$;$a$, $a$;$ $a $a$, $$;$a$$",
                    "SELECT a$$b FROM t$$",
                    "SELECT 1 @- 2, a ->> 'b;', 1 @-- ;\n 2",
                    "SELECT 1 */* ; */ 2, 3 +-- ;\n 4",
                    "SELECT 'a' -- it's ;\n 'b;'",
                    "SELECT '\\', ';', E'\\\\', ';'",
                    "SELECT note'a\\', ';'",
                    "SELECT 1.5e3, 0x1F, 1_000, .5, 1..2, a.b.c, \"a.b;\".c",
                    "SELECT U&'\\0061;' UESCAPE '!', U&\"d!0061t;a\" UESCAPE '!'",
                    "SELECT \u2003a\u2003, \u0661 FROM t",
                    "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))",
                    "SELECT a[1:2], b::text[], c := 1"
                })
        void end_where_postgresql_ends_them(String statement) {
            assertThat(textsOf(statement + "; SELECT 1")).containsExactly(statement, "SELECT 1");
        }

        @Test
        void may_be_empty() {
            assertThat(textsOf(";;SELECT 1;;\n;/* a */;SELECT 2;")).containsExactly("SELECT 1", "SELECT 2");
        }

        @Test
        void do_not_include_a_byte_order_mark() {
            assertThat(textsOf("\ufeffSELECT 1; SELECT 2")).containsExactly("SELECT 1", "SELECT 2");
        }

        @Test
        void have_the_line_and_column_of_their_first_token() {
            SqlStatement second =
                    SqlScript.parse("SELECT 1;\n\n   SELECT 2").statements().get(1);
            assertThat(List.of(second.line(), second.column())).containsExactly(3, 4);
        }
    }

    @Nested
    class Placement {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ALTER TABLE t ADD COLUMN c int",
                    "CREATE INDEX concurrently_built ON t (c)",
                    "CREATE INDEX i ON t (concurrently)",
                    "SET LOCAL work_mem = '1GB'",
                    "set constraints all deferred",
                    "SET LOCAL datestyle TO 'ISO, DMY'",
                    "SET LOCAL DateStyle = DMY",
                    "SELECT set_config('search_path', 'a', true)",
                    "SELECT current_setting('client_encoding')",
                    "ALTER TYPE mood ADD VALUE 'ok'",
                    "COPY t FROM '/srv/data.csv'",
                    "REINDEX TABLE t",
                    "CLUSTER t USING i",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
                    "ALTER DATABASE d SET work_mem = '1GB'",
                    "SET search_path = a",
                    "SET search_path TO DEFAULT",
                    "/* LOCAL */ SET SESSION work_mem = 1",
                    "SET statement_timeout = 0",
                    "SET ROLE postgres",
                    "SET LOCAL ROLE NONE",
                    "SET SESSION AUTHORIZATION postgres",
                    "SET LOCAL SESSION AUTHORIZATION DEFAULT",
                    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                    "SET TIME ZONE 'UTC'",
                    "SET client_encoding = 'UTF8'",
                    "SET NAMES 'UTF-8'",
                    "SET standard_conforming_strings = on",
                    "SET standard_conforming_strings TO 'on'",
                    "SET app.user_id = 'client_encoding'",
                    "SELECT pg_catalog.set_config('search_path', '', false)",
                    "RESET ALL",
                    "RESET search_path",
                    "RESET ROLE",
                    "RESET SESSION AUTHORIZATION",
                    "DISCARD PLANS",
                    "DISCARD TEMP",
                    "INSERT INTO notes VALUES ('SET session_replication_role = replica')",
                    "TRUNCATE t",
                    "CALL p()"
                })
        void is_in_the_transaction(String statement) {
            assertThat(placementOf(statement)).isEqualTo(new InTransaction());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "BEGIN",
                    "begin work",
                    "START TRANSACTION",
                    "COMMIT",
                    "COMMIT PREPARED 'a'",
                    "END",
                    "ROLLBACK TO SAVEPOINT s",
                    "ABORT",
                    "SAVEPOINT s",
                    "RELEASE s",
                    "PREPARE TRANSACTION 'a'",
                    "PREPARE q AS SELECT 1",
                    "EXECUTE q",
                    "DEALLOCATE ALL",
                    "SET standard_conforming_strings TO 'off'",
                    "SET session_replication_role = replica",
                    "SET LOCAL session_replication_role TO 'replica'",
                    "RESET session_replication_role",
                    "SET SESSION \"track_counts\" = off",
                    "WITH a AS (SELECT set_config('Track_Counts', 'off', false)) SELECT 1",
                    "SELECT pg_catalog.\"set_config\"($$session_replication_role$$, 'replica', true)",
                    "DO $$ BEGIN SET LOCAL session_replication_role = replica; END $$",
                    "DO 'BEGIN PERFORM set_config(''track_counts'', ''off'', true); END'",
                    "SET transaction_read_only = on",
                    "SELECT set_config('transaction_read_only', 'on', true)",
                    "SET LOCAL standard_conforming_strings = off",
                    "SELECT set_config('Standard_Conforming_Strings', 'off', true)",
                    "SET LOCAL client_encoding = 'LATIN1'",
                    "SET LOCAL NAMES 'LATIN1'",
                    "SET LOCAL \"DateStyle\" = 'German'",
                    "select set_config('datestyle', 'SQL, DMY', true)",
                    "CREATE INDEX CONCURRENTLY U&\"d\\0061ta\" ON t (c)",
                    "DROP INDEX CONCURRENTLY s.u&\"d\\0061ta\"",
                    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                    "SET LOCAL TRANSACTION READ ONLY",
                    "RESET TRANSACTION ISOLATION LEVEL",
                    "DISCARD ALL",
                    "LISTEN a",
                    "LOAD 'x'",
                    "COPY (SELECT 1) TO STDOUT",
                    "COPY t TO STDIN",
                    "CREATE DATABASE d",
                    "DROP TABLESPACE s",
                    "ALTER SYSTEM SET fsync = off",
                    "ALTER DATABASE d SET TABLESPACE s",
                    "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                    "REINDEX TABLE CONCURRENTLY t",
                    "REINDEX (CONCURRENTLY) INDEX i",
                    "CREATE INDEX CONCURRENTLY ON t (c)",
                    "\\d t"
                })
        void is_refused(String statement) {
            assertThat(placementOf(statement)).isInstanceOf(Refused.class);
            assertThat(violationsIn(statement)).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "CREATE INDEX CONCURRENTLY i ON t (c)            | i       | t",
                    "create unique index concurrently \"I x\" on s.t (c) | \"I x\" | s.t",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY \"S\".\"T\" (c) | i | \"S\".\"T\""
                })
        void contains_the_index_that_is_created(String statement, String index, String table) {
            assertThat(placementOf(statement)).isEqualTo(new CreateIndex(index, table));
        }

        @ParameterizedTest
        @CsvSource({"DROP INDEX CONCURRENTLY i,i", "drop index concurrently if exists s.\"I\" cascade,s.\"I\""})
        void contains_the_index_that_is_dropped(String statement, String index) {
            assertThat(placementOf(statement)).isEqualTo(new DropIndex(index));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"VACUUM", "vacuum full t", "REINDEX SCHEMA s", "REINDEX (VERBOSE) DATABASE d", "CLUSTER"})
        void is_standalone_for_maintenance_statements(String statement) {
            assertThat(placementOf(statement)).isEqualTo(new Maintenance());
            assertThat(SqlScript.parse(statement).isStandalone()).isTrue();
        }
    }

    @Nested
    class A_violation {
        @Test
        void is_reported_for_a_standalone_statement_next_to_another_statement() {
            assertThat(violationsIn("SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (c);"))
                    .singleElement()
                    .asString()
                    .startsWith("line 2, column 1: CREATE INDEX CONCURRENTLY runs only outside of a transaction");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SELECT 'a     | line 1, column 8: the quote ' is never closed; add the closing '",
                    "SELECT $x$ a  | line 1, column 8: the quote $x$ is never closed; add the closing $x$",
                    "SELECT /* a   | line 1, column 8: the comment /* is never closed; add the closing */",
                    "SELECT (a     | line 1, column 8: \"(\" is never closed; add the closing \")\"",
                    "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; | line 1, column 1: BEGIN ATOMIC has no END; add END after the last statement",
                    "-- nothing    | line 1, column 1: the SQL contains no statement; write at least one SQL statement"
                },
                quoteCharacter = '`')
        void is_reported_for_a_missing_end_or_a_missing_statement(String script, String violation) {
            assertThat(violationsIn(script)).containsExactly(violation);
        }

        @Test
        void is_reported_for_each_refused_statement_at_its_position() {
            assertThat(violationsIn("BEGIN;\nSELECT 1;\n  COMMIT;"))
                    .hasSize(2)
                    .allSatisfy(violation -> assertThat(violation)
                            .contains("is not allowed: Lockstep runs the whole script in one transaction of its own"))
                    .last()
                    .asString()
                    .startsWith("line 3, column 3:");
        }
    }
}
