package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.sql.SqlScript;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Runs scripts both as steps and as one message that the server itself splits, and compares the databases. */
class ScriptCuttingTest {
    static final List<String> SCRIPTS = List.of(
            "CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql RETURN $1 - $2; SELECT f(3, 2)",
            "CREATE FUNCTION f(int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT $1 - 1; END; CREATE TABLE a (id int);",
            """
            CREATE OR REPLACE FUNCTION f(a int, b int DEFAULT (1 + 1)) RETURNS int LANGUAGE sql
            BEGIN ATOMIC
              SELECT CASE WHEN $1 > 1 THEN CASE $2 WHEN 1 THEN 1. ELSE (CASE WHEN true THEN 2 END) END END;
              SELECT 1 end; SELECT 2 AS case;
              SELECT CASE WHEN x.end THEN 1 END FROM (SELECT true AS end) AS x;
            END;
            CREATE TABLE after_it (id int)""",
            "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO workouts VALUES (50, 'a;b'); END; CALL p();",
            "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN $$;$$ || $q$'$q$; END $body$;",
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $é_1$ SELECT ';$$'; $é_1$; CREATE TABLE b ();",
            "CREATE TABLE a AS SELECT $😀$;$😀$ AS x, $_$ ' $_$ AS y, $a$ $b$;$a$ AS z;;;",
            "CREATE TABLE a AS SELECT E'it\\'s; COMMIT; ' AS x, e'\\\\' AS y, 'back\\' AS z; CREATE TABLE b ()",
            "CREATE TABLE a AS SELECT E'a'\n  'b\\'; c' AS x, 'a' -- it's ;\n 'b;' AS y; CREATE TABLE b ()",
            "CREATE TABLE a AS SELECT U&'d\\0061t;a' AS x, U&'d!0061;' UESCAPE '!' AS y, U&\"d\\0061t;a\" FROM"
                    + " (SELECT 1 AS \"dat;a\") AS s; CREATE TABLE b ()",
            "CREATE TABLE \"a;.\"\"b\" (\"c;d\" int, \"שם\" text, שלום int, été\u00a0x int); CREATE TABLE b ()",
            "/* a ; /* b ; */ ' ; */ CREATE TABLE a () -- '; $$\n; CREATE TABLE b () /* ' */",
            "CREATE TABLE a AS SELECT 1 -- ;\r + 1 AS x; CREATE TABLE b ()",
            """
            CREATE TABLE a AS SELECT '{"a": {"b;": 1}}'::jsonb ->> 'a;' AS x, '{"a": 1}'::jsonb ? 'a' AS y,
              '{"a": 1}'::jsonb ?| ARRAY['a'] AS z, @ (-5) AS abs, 5 */* ; */2 AS m, 7 - --;
              3 AS n, '{"a": 1}'::jsonb @? '$.a' AS p;
            CREATE TABLE b ()""",
            "CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql RETURN $1 + $2;"
                    + "CREATE FUNCTION negative(int) RETURNS int LANGUAGE sql RETURN -$1;"
                    + "CREATE OPERATOR @- (RIGHTARG = int, FUNCTION = negative);"
                    + "CREATE OPERATOR ?? (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);"
                    + "CREATE TABLE a AS SELECT 1 ?? 2 AS x, @-5 AS z, 'a ?? b' AS y",
            "CREATE TABLE a (id int); CREATE TABLE b (id int);"
                    + "CREATE RULE r AS ON INSERT TO a DO ALSO (INSERT INTO b VALUES (1); INSERT INTO b VALUES (2));"
                    + "INSERT INTO a VALUES (3);",
            "CREATE TABLE a AS SELECT 1.5e3 AS x, .5 AS y, 1. AS z, 2.5 AS \"1;\", B'1' AS b, X'1F' AS h, N'n;' AS n",
            ";CREATE TABLE a ();;\n;\n-- end",
            "CREATE TABLE a (id int, x text DEFAULT ';', CHECK (x <> ')' OR x <> '(')); CREATE INDEX ON a ((x || ';'))",
            "CREATE SCHEMA s CREATE TABLE t (id int) CREATE VIEW v AS SELECT id FROM t; CREATE TABLE s.u ()",
            "DO $$ BEGIN EXECUTE 'CREATE TABLE a (id int); CREATE TABLE b ()'; END $$; DO 'BEGIN NULL; END'",
            "CREATE TABLE begin_ (\"end\" int, atomic int, \"case\" int); CREATE VIEW v AS SELECT atomic FROM begin_",
            "CREATE VIEW v AS SELECT CASE WHEN id > 1 THEN 'a;' ELSE 'b' END AS \"end\" FROM workouts; CREATE TABLE b ()",
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''a;b''; RETURN NEW; END';"
                    + "CREATE TRIGGER t BEFORE INSERT ON workouts FOR EACH ROW EXECUTE FUNCTION f();"
                    + "INSERT INTO workouts VALUES (60, $q$a$q$)",
            "CREATE TABLE a (x int[]); INSERT INTO a VALUES (ARRAY[1,2,3]); UPDATE a SET x[1:2] = '{7,8}'",
            "SET search_path = pg_temp; CREATE TABLE public.a (); SELECT 1; CREATE TABLE public.b (id int)",
            "SET standard_conforming_strings = on; CREATE TABLE a AS SELECT '\\' AS x; CREATE TABLE b ()",
            "CREATE FUNCTION f(VARIADIC int[]) RETURNS int LANGUAGE sql IMMUTABLE RETURN $1[1]; CREATE TABLE a AS SELECT f(4,5)",
            "CREATE TABLE a (id int); " + "INSERT INTO a VALUES (1); ".repeat(500));

    private static final List<String> QUERIES = List.of(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
            "SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class >= 16384 ORDER BY 1",
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
            "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace ="
                    + " 'public'::regnamespace AND conname NOT LIKE 'lockstep%' ORDER BY 1, 2");

    @Nested
    class A_script {
        @ParameterizedTest
        @FieldSource("dev.lockstep.postgres.operation.ScriptCuttingTest#SCRIPTS")
        void has_the_effect_that_it_has_as_one_message(String script) throws SQLException {
            assertThat(SqlScript.parse(script).violations()).isEmpty();
            try (PostgresContractStore whole = new PostgresContractStore();
                    PostgresContractStore cut = new PostgresContractStore()) {
                runWhole(whole.postgres(), script);
                StepScenario.script(cut.postgres(), "1", script, "SELECT 1").applyAndExpectSuccess(1);
                assertThat(cut.digest()).isEqualTo(whole.digest());
                for (String query : QUERIES) {
                    assertThat(cut.postgres().rows(query))
                            .isEqualTo(whole.postgres().rows(query));
                }
            }
        }

        private static void runWhole(TestPostgres postgres, String script) throws SQLException {
            try (Connection connection = DriverManager.getConnection(
                            postgres.database().jdbcUrl() + "?preferQueryMode=simple",
                            postgres.database().username(),
                            postgres.database().password());
                    Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(script);
            }
        }
    }
}
