package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ImportCommandTest extends ImportCase {
    @Nested
    class A_refusal {

        @Test
        void of_an_unknown_format_lists_the_formats() {
            CommandRun run = run("rails");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("expected one of flyway, alembic-sql, liquibase-sql, migrate-mongo");
        }

        @Test
        void of_a_directory_that_does_not_exist_says_so() {
            CommandRun run = run("flyway");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("scripts is not a directory");
        }

        @Test
        void to_replace_a_plan_writes_nothing() throws IOException {
            script("V1__a.sql", "SELECT 1;");
            run("flyway");
            Files.writeString(folder().resolve("plans/0001-v1-a.yaml"), "mine");
            script("V0.5__b.sql", "SELECT 1;");
            Files.writeString(folder().resolve("plans/0002-v1-a.yaml"), "mine too");

            CommandRun run = run("flyway");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("exists already, nothing is written", "--force");
            assertThat(plans()).containsExactly("0001-v1-a.yaml", "0002-v1-a.yaml");
            assertThat(plan("0001-v1-a.yaml")).isEqualTo("mine");
        }
    }
}
