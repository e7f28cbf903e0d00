package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FlywayImportTest extends ImportCase {
    @Nested
    class Scripts_of_Flyway {

        @Test
        void become_steps_in_the_order_of_their_versions_with_their_undo() throws IOException {
            script("V10__third.sql", "CREATE TABLE c (i int);\n");
            script("U10__third.sql", "DROP TABLE c;\n");
            script("sub/V2_1__Second step.sql", "CREATE TABLE b (i int);\n");
            script("sub/U2.1__Second step.sql", "DROP TABLE b;\n");
            script("V2__first.sql", "  CREATE TABLE a (t text DEFAULT ': # \"x\"');\r\n\tSELECT 1;\n\n");
            script("U2__first.sql", "DROP TABLE a;");

            CommandRun run = run("flyway", "--one-plan", "--target=orders");

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).contains("V2__first.sql: taken");
            assertThat(values("version")).containsExactly("2", "2_1", "10");
            assertThat(values("up").getFirst())
                    .isEqualTo("  CREATE TABLE a (t text DEFAULT ': # \"x\"');\n\tSELECT 1;");
            assertThat(values("down").get(1)).isEqualTo("DROP TABLE b;");
            assertThat(plan("scripts.yaml")).contains("target: \"orders\"", "id: \"v2-1-second-step\"");
        }

        @Test
        void become_one_plan_for_each_version_unless_one_is_asked_for() throws IOException {
            script("V1__a.sql", "SELECT 1;");
            script("U1__a.sql", "SELECT 1;");
            script("V2__b.sql", "SELECT 2;");
            script("U2__b.sql", "SELECT 2;");

            assertThat(run("flyway").exitCode()).isZero();
            assertThat(plans()).containsExactly("0001-v1-a.yaml", "0002-v2-b.yaml");
        }

        @Test
        void that_a_plan_cannot_express_are_named_at_their_place() throws IOException {
            script("V1__a.sql", "CREATE TABLE ${schema}.a (i int);\nBEGIN;\nVACUUM;\n");
            script("R__view.sql", "CREATE VIEW v AS SELECT 1;");
            script("B5__base.sql", "SELECT 1;");
            script("U9__none.sql", "SELECT 1;");
            script("afterMigrate.sql", "ANALYZE;");
            script("V3_single.sql", "SELECT 1;");
            script("V4__Code.java", "class V4 {}");
            script("V6__conditional.sql", "SELECT 1;");
            script("V6__conditional.sql.conf", "shouldExecute=${env}==prod\n");
            script("sub/V1.0__same.sql", "SELECT 1;");
            script("README.md", "x");

            CommandRun run = run("flyway");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out())
                    .contains("to finish, line 1: the placeholder ${schema} is not replaced; write its value")
                    .contains("to finish, line 2: BEGIN is not allowed")
                    .contains("to finish, line 3: VACUUM runs only outside of a transaction")
                    .contains("there is no script that undoes it; write down")
                    .contains("README.md: left out")
                    .contains("R__view.sql: refused", "B5__base.sql: refused", "U9__none.sql: refused")
                    .contains("afterMigrate.sql: refused", "V3_single.sql: refused", "V4__Code.java: refused")
                    .contains("shouldExecute=${env}==prod is a condition", "its version equals that of V1__a.sql");
            assertThat(plans()).hasSize(1);
        }

        @Test
        void have_comments_in_the_plan_that_say_what_to_finish() throws IOException {
            script("V1__a.sql", "CREATE TABLE a (name text DEFAULT '${who}');");

            run("flyway");

            assertThat(plan("0001-v1-a.yaml").lines())
                    .contains("    # to finish: line 1: the placeholder ${who} is not replaced; write its value")
                    .anyMatch(line -> line.startsWith("    # to finish: line 1: there is no script that undoes it"));
        }

        @Test
        void with_more_than_200_versions_become_several_plans() throws IOException {
            for (int version : IntStream.rangeClosed(1, 201).toArray()) {
                script("V%d__s.sql".formatted(version), "SELECT 1;");
                script("U%d__s.sql".formatted(version), "SELECT 1;");
            }

            CommandRun run = run("flyway", "--one-plan");

            assertThat(run.exitCode()).isZero();
            assertThat(plans()).containsExactly("scripts-1.yaml", "scripts-2.yaml");
            assertThat(run.out()).contains("201 steps in 2 plans", "at most 200 steps and 1 MiB");
        }

        @Test
        void in_another_encoding_or_too_large_are_refused_unless_the_encoding_is_named() throws IOException {
            Files.createDirectories(folder().resolve("scripts"));
            Files.write(folder().resolve("scripts/V1__a.sql"), "SELECT 'é';".getBytes(StandardCharsets.ISO_8859_1));
            script("V2__large.sql", "-- " + "x".repeat(1_048_576));

            CommandRun refused = run("flyway");

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out())
                    .contains("the file is not encoded in UTF-8", "the file has 1048579 bytes", "No plan is written.");
            assertThat(run("flyway", "--encoding=ISO-8859-1").out()).contains("V1__a.sql: taken, to be finished");
            assertThat(values("up").getFirst()).isEqualTo("SELECT 'é';");
        }
    }
}
