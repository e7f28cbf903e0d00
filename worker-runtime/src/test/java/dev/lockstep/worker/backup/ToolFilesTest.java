package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.Sha256;
import dev.lockstep.worker.tool.ScriptedTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolFilesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    @BeforeEach
    void createScenario() {
        scenario = new BackupScenario(new DirectoryFiles(directory.resolve("backups")));
    }

    private void useTool(String script, boolean required) {
        ScriptedTool tool = ScriptedTool.of(directory, script);
        scenario.store.backUpWith(tool);
        scenario.tools = tool.settings(LONG, required);
    }

    private BackupPath fileOfTool() {
        return scenario.attempts().getFirst().plus("pg_dump.custom");
    }

    @Nested
    class A_file_of_a_tool {
        @Test
        void is_in_the_manifest_with_version_and_digest() {
            useTool("printf content", false);

            BackupResult result = scenario.backUp(1);

            assertThat(scenario.files.read(fileOfTool()))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("content");
            assertThat(result.files())
                    .contains(new BackupResult.BackupFile(
                            "pg_dump.custom", 7, 0, Sha256.of("content".getBytes(StandardCharsets.UTF_8))));
            String manifest = new String(
                    scenario.files.read(scenario.attempts().getFirst().plus("manifest.json")), StandardCharsets.UTF_8);
            assertThat(manifest).contains("\"tool\" : \"pg_dump\"", "\"version\" : \"15.3\"", "\"pg_dump.custom\"");
        }

        @Test
        void is_not_needed_by_a_restore() {
            useTool("printf content", false);
            String before = scenario.store.digest();
            scenario.backUp(1);
            scenario.run(scenario.migration.apply(2));
            scenario.files.delete(fileOfTool());

            scenario.restore(scenario.migration.restore(3, null));

            assertThat(scenario.store.digest()).isEqualTo(before);
        }

        @Test
        void that_is_incomplete_is_not_kept_and_a_note_says_why() {
            useTool("printf content; echo 'no permission' >&2; exit 1", false);

            BackupResult result = scenario.backUp(1);

            assertThat(result.files()).extracting(BackupResult.BackupFile::name).doesNotContain("pg_dump.custom");
            assertThat(scenario.files.all()).noneMatch(path -> path.contains("pg_dump"));
            assertThat(result.notes())
                    .contains("pg_dump failed with exit code 1: no permission."
                            + " The backup has no file of this tool; a restore does not need it");
        }

        @Test
        void that_is_required_fails_the_backup_if_it_cannot_be_made() {
            useTool("echo 'no permission' >&2; exit 1", true);

            Report report = scenario.run(scenario.migration.backup(1, BackupScenario.KEEP));

            StepFailure failure = BackupScenario.failureOf(report);
            assertThat(failure.code()).isEqualTo("backup-tool");
            assertThat(failure.message()).contains("no permission", "lockstep.backups.tools.required");
            assertThat(scenario.attempts()).isEmpty();
        }

        @Test
        void that_is_larger_than_a_backup_may_be_is_left_out() {
            useTool("head -c 100000 /dev/zero", false);
            scenario.maxSize = 10_000;

            BackupResult result = scenario.backUp(1);

            assertThat(result.notes()).anyMatch(note -> note.contains("lockstep.backups.max-size"));
            assertThat(scenario.files.all()).noneMatch(path -> path.contains("pg_dump"));
        }
    }
}
