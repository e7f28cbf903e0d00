package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewCommandTest {

    @TempDir
    private Path folder;

    private static String textOf(String template) {
        return PlanTemplates.find(template).map(PlanTemplate::text).orElseThrow();
    }

    @Nested
    class A_template {

        @Test
        void is_printed_as_it_is() {
            CommandRun run = CommandRun.of("new", "postgres.create-index");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo(textOf("postgres.create-index"));
        }

        @Test
        void is_printed_with_the_names_of_the_user() {
            CommandRun run = CommandRun.of("new", "mongo.update", "--name=add-version", "--target=orders");

            assertThat(run.lines())
                    .contains("      target: \"orders\"")
                    .anyMatch(line -> line.startsWith("  name: \"add-version\" #"))
                    .doesNotContain("      target: main-mongo");
        }

        @Test
        void with_several_targets_gets_a_name_for_each() {
            CommandRun run = CommandRun.of("new", "sop", "--target=main-postgres=pg", "--target=main-redis=cache");

            assertThat(run.lines())
                    .contains("      target: \"pg\"", "      target: main-mongo", "      target: \"cache\"")
                    .doesNotContain("      target: main-postgres");
        }

        @Test
        void is_written_to_a_file_that_does_not_exist() throws IOException {
            Path file = folder.resolve("plan.yaml");

            CommandRun run = CommandRun.of("new", "sop", "--output=" + file);

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Template sop is written to %s.".formatted(file));
            assertThat(Files.readString(file)).isEqualTo(textOf("sop"));
        }

        @Test
        void replaces_a_file_only_with_force() throws IOException {
            Path file = Files.writeString(folder.resolve("plan.yaml"), "mine");

            CommandRun refused = CommandRun.of("new", "sop", "--output=" + file);

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("plan.yaml exists already", "--force");
            assertThat(Files.readString(file)).isEqualTo("mine");
            assertThat(CommandRun.of("new", "sop", "--force", "--output=" + file)
                            .exitCode())
                    .isZero();
            assertThat(Files.readString(file)).isEqualTo(textOf("sop"));
        }
    }

    @Nested
    class Without_an_operation {

        @Test
        void all_templates_are_listed() {
            CommandRun run = CommandRun.of("new");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(PlanTemplates.all().stream()
                            .map(PlanTemplate::summary)
                            .toList());
        }
    }

    @Nested
    class A_refusal {

        @Test
        void of_a_template_for_nothing_lists_those_that_there_are() {
            CommandRun run = CommandRun.of("new", "nothing");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("there is no template \"nothing\"", "postgres.sql", "sop-redis");
        }

        @Test
        void of_an_invalid_name_says_what_to_write() {
            CommandRun run = CommandRun.of("new", "sop", "--name=a b");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("a b");
        }

        @Test
        void of_one_name_for_several_targets_says_how_to_name_them() {
            CommandRun run = CommandRun.of("new", "sop", "--target=orders");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("main-postgres, main-mongo, main-redis", "--target main-postgres=orders");
        }

        @Test
        void of_a_target_that_the_template_does_not_have_lists_its_targets() {
            CommandRun run = CommandRun.of("new", "redis.expire", "--target=main-mongo=orders");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("no target \"main-mongo\"", "write one of main-redis");
        }

        @Test
        void of_a_directory_that_does_not_exist_says_so() {
            CommandRun run = CommandRun.of(
                    "new", "sop", "--output=" + folder.resolve("none").resolve("plan.yaml"));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("the directory of");
        }
    }
}
