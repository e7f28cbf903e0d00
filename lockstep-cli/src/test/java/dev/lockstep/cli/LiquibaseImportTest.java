package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LiquibaseImportTest extends ImportCase {
    @Nested
    class Formatted_sql_of_Liquibase {

        @Test
        void becomes_a_step_for_each_changeset_with_its_rollback() throws IOException {
            script(
                    "001.sql",
                    """
                    --liquibase formatted sql

                    --changeset alice:1 dbms:postgresql
                    --comment: a table
                    CREATE TABLE a (i int);
                    --rollback DROP TABLE a;

                    --changeset alice:2 endDelimiter:/ runInTransaction:false
                    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$
                    /
                    /* liquibase rollback
                    DROP FUNCTION f();
                    */
                    """);

            CommandRun run = run("liquibase-sql", "--one-plan");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("001.sql (alice:1): taken", "001.sql (alice:2): taken, with remarks");
            assertThat(values("up").getFirst()).isEqualTo("CREATE TABLE a (i int);");
            assertThat(values("down").getFirst()).isEqualTo("DROP TABLE a;");
            assertThat(values("up").get(1)).contains("$$ SELECT 1; $$").endsWith(";");
            assertThat(values("down").get(1)).isEqualTo("DROP FUNCTION f();");
        }

        @Test
        void with_conditions_is_refused_or_marked_at_its_line() throws IOException {
            script(
                    "001.sql",
                    """
                    --liquibase formatted sql
                    --changeset bob:1
                    --preconditions onFail:MARK_RAN
                    --precondition-sql-check expectedResult:0 SELECT count(*) FROM a
                    CREATE TABLE a (i int);
                    --changeset bob:2 context:"test or dev" labels:x
                    CREATE TABLE ${name} (i int);
                    --rollback DROP TABLE b;
                    --changeset bob:3 dbms:mysql
                    SELECT 1;
                    --changeset bob:4 runOnChange:true
                    SELECT 1;
                    --changeset bob:5
                    SELECT 1;
                    --rollback empty
                    """);
            script("changelog.xml", "<databaseChangeLog/>");

            CommandRun run = run("liquibase-sql");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out())
                    .contains("line 3: a precondition decides whether the change runs")
                    .contains("to finish, line 6: context:test or dev is a condition")
                    .contains("to finish, line 7: the parameter ${name} is not replaced")
                    .contains("line 9: dbms:mysql excludes PostgreSQL", "line 11: runonchange:true repeats the change")
                    .contains("changelog.xml: refused");
            assertThat(plans()).containsExactly("0001-bob-2.yaml", "0002-bob-5.yaml");
        }

        @Test
        void without_its_first_line_is_refused() throws IOException {
            script("001.sql", "CREATE TABLE a (i int);");

            assertThat(run("liquibase-sql").out()).contains("the first line is not \"--liquibase formatted sql\"");
        }
    }
}
