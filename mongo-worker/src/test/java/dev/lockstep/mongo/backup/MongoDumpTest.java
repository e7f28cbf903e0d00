package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.backup.BackupRun;
import dev.lockstep.worker.backup.TestBackups;
import dev.lockstep.worker.tool.ToolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Absence, version and arguments of mongodump, with scripts: it is not there in Debian or on Maven Central. */
class MongoDumpTest extends MongoBackupFixture {
    private Path script(String version, String line) {
        try {
            Path program = directory.resolve("mongodump");
            Files.writeString(
                    program,
                    "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'mongodump version: %s'; exit 0; fi\n%s\n"
                            .formatted(version, line));
            assertThat(program.toFile().setExecutable(true)).isTrue();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BackupRun runWith(Path program, boolean required) {
        return new BackupRun(
                database.connect(),
                TestBackups.in(
                        directory.resolve("backups"),
                        new ToolSettings("never", program.toString(), "never", Duration.ofMinutes(1), required)),
                OPERATION);
    }

    @Nested
    class A_call {
        @Test
        void names_the_collection_and_gives_the_connection_in_a_private_file() throws IOException {
            seed(3);
            Path program = script("100.9.4", "echo \"$@\"; f=${1#--config=}; stat -c %a $f; cat $f");
            try (BackupRun tools = runWith(program, false)) {
                BackupResult result = tools.backUp();

                assertThat(result.files())
                        .extracting(BackupResult.BackupFile::name)
                        .contains("c0001.archive.gz");
                String[] lines = Files.readString(archive()).split("\n", -1);
                assertThat(lines[0]).matches("--config=\\S+ --collection=units --archive --gzip --quiet");
                assertThat(lines[1]).isEqualTo("600");
                assertThat(lines[2]).startsWith("uri: \"mongodb://").endsWith("\"");
            }
        }

        private Path archive() throws IOException {
            try (Stream<Path> all = Files.walk(directory.resolve("backups"))) {
                return all.filter(path -> path.endsWith("c0001.archive.gz"))
                        .findFirst()
                        .orElseThrow();
            }
        }

        @Test
        void is_not_made_with_a_version_that_is_older_than_the_server() {
            seed(3);
            try (BackupRun tools = runWith(script("3.6.23", "exit 1"), false)) {
                assertThat(tools.backUp().notes())
                        .anyMatch(note -> note.startsWith("mongodump 3.6.23 is older than the server (MongoDB "));
            }
        }

        @Test
        void of_a_missing_program_is_a_note() {
            seed(3);
            try (BackupRun tools = runWith(directory.resolve("missing"), false)) {
                assertThat(tools.backUp().notes())
                        .anyMatch(note -> note.startsWith("mongodump is not an executable file at "));
            }
        }

        @Test
        void of_a_missing_program_fails_the_backup_if_it_is_required() {
            seed(3);
            try (BackupRun tools = runWith(directory.resolve("missing"), true)) {
                StepFailure failure = BackupRun.failureOf(tools.run(tools.backupCommand()));

                assertThat(failure.code()).isEqualTo("backup-tool");
                assertThat(failure.message()).contains("mongodump is not an executable file at ");
            }
        }
    }
}
