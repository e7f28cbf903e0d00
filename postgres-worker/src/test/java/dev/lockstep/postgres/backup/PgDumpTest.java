package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.postgres.fixture.DebianPostgres;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.StoreDigest;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.backup.BackupRun;
import dev.lockstep.worker.backup.TestBackups;
import dev.lockstep.worker.tool.ToolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgDumpTest {
    private static final PostgresSql UPDATE =
            new PostgresSql("1", "UPDATE \"Order items\" SET amount = amount + 1; UPDATE plain SET note = 'x'", null);
    private static final String[] CONTENT = {
        "CREATE TABLE plain (id int PRIMARY KEY, note text, price numeric, at timestamptz)",
        "CREATE TABLE \"Order items\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount int NOT NULL,"
                + " plain int REFERENCES plain)",
        "CREATE INDEX ON \"Order items\" (amount)",
        "INSERT INTO plain SELECT i, 'note ' || i, 1.10, '2026-01-01T00:00:00.123456Z' FROM generate_series(1, 500) i",
        "INSERT INTO \"Order items\" (amount, plain) SELECT i, i FROM generate_series(1, 500) i"
    };

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private static void execute(PostgresDatabase database, String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ToolSettings settings(Path program) {
        return new ToolSettings(program.toString(), "never", "never", Duration.ofMinutes(2), false);
    }

    private BackupRun runOn(PostgresDatabase database, Path program) {
        return new BackupRun(
                new TestPostgres(database, Map.of()).connect(),
                TestBackups.in(directory.resolve("backups"), settings(program)),
                UPDATE);
    }

    private Path dump() {
        try (Stream<Path> all = Files.walk(directory.resolve("backups"))) {
            return all.filter(path -> path.endsWith(JdbcDump.FILE)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class A_dump {
        @SuppressWarnings("NullAway.Init") // Set before each test.
        private DebianPostgres server;

        @SuppressWarnings("NullAway.Init") // Set before each test.
        private PostgresDatabase source;

        @BeforeEach
        void start() throws IOException {
            server = new DebianPostgres(Files.createDirectories(directory.resolve("server")));
            execute(server.database("postgres"), "CREATE DATABASE source", "CREATE DATABASE copy");
            source = server.database("source");
            execute(source, CONTENT);
        }

        @AfterEach
        void stop() {
            if (server != null) {
                server.close();
            }
        }

        @Test
        void of_the_touched_tables_is_restored_by_pg_restore_into_an_empty_database() {
            StoreDigest before = PostgresDigest.of(source);
            execute(source, "CREATE TABLE untouched (id int)", "INSERT INTO untouched VALUES (1)");

            try (BackupRun run = runOn(source, server.program("pg_dump"))) {
                BackupResult result = run.backUp();
                assertThat(result.files()).anySatisfy(file -> {
                    assertThat(file.name()).isEqualTo(JdbcDump.FILE);
                    assertThat(file.bytes()).isPositive();
                });
                assertThat(result.notes()).noneMatch(note -> note.contains("pg_dump"));
            }
            server.restore(dump(), "copy");

            assertThat(before.compareWith(PostgresDigest.of(server.database("copy")))
                            .differences())
                    .isEmpty();
        }

        @Test
        void shows_the_same_moment_as_the_rest_of_the_backup() {
            StoreDigest before = PostgresDigest.of(source);
            try (BackupRun run = runOn(source, server.program("pg_dump"));
                    FailpointHold written = FailpointHold.at("backup.after-file", 1)) {
                CompletableFuture<BackupResult> backup = CompletableFuture.supplyAsync(run::backUp);
                written.awaitReached();
                execute(source, "UPDATE plain SET note = 'later'", "DELETE FROM \"Order items\"");
                written.release();
                assertThat(backup.join().files())
                        .extracting(BackupResult.BackupFile::name)
                        .contains(JdbcDump.FILE);
            }
            server.restore(dump(), "copy");

            assertThat(before.compareWith(PostgresDigest.of(server.database("copy")))
                            .differences())
                    .isEmpty();
        }

        @Test
        void logs_in_with_a_password_that_has_separators_of_its_file() {
            String password = "a:b\\c'd\"e=f g";
            execute(source, "CREATE ROLE owner LOGIN SUPERUSER PASSWORD '%s'".formatted(password.replace("'", "''")));

            try (BackupRun run = runOn(source.as("owner", password), server.program("pg_dump"))) {
                assertThat(run.backUp().files())
                        .extracting(BackupResult.BackupFile::name)
                        .contains(JdbcDump.FILE);
            }
        }

        @Test
        void that_the_server_refuses_is_a_note_without_credentials() {
            Path wrong = directory.resolve("pg_dump");
            try (BackupRun run = runOn(source, script(wrong, "exec %s --table=missing \"$@\""))) {
                BackupResult result = run.backUp();

                assertThat(result.notes())
                        .anyMatch(note -> note.contains("pg_dump failed with exit code 1")
                                && note.contains("no matching tables were found for pattern \"missing\""));
                assertThat(run.restore().equal()).isEqualTo(result.units());
            }
        }

        private Path script(Path program, String line) {
            try {
                Files.writeString(
                        program,
                        "#!/bin/sh\ncase $1 in --version) exec %s --version;; esac\n"
                                        .formatted(server.program("pg_dump"))
                                + line.formatted(server.program("pg_dump")) + "\n");
                assertThat(program.toFile().setExecutable(true)).isTrue();
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class A_tool_that_is_older_than_the_server {
        @Test
        void is_named_and_not_called() throws IOException {
            Path old = directory.resolve("pg_dump");
            Files.writeString(old, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18'\n");
            assertThat(old.toFile().setExecutable(true)).isTrue();
            try (TestPostgres postgres = TestPostgres.fresh()) {
                postgres.execute(CONTENT);
                try (BackupRun run = runOn(postgres.database(), old)) {
                    BackupResult result = run.backUp();

                    assertThat(result.notes())
                            .anyMatch(note -> note.contains("pg_dump 15.18 is older than the server (PostgreSQL 1"));
                    assertThat(result.files())
                            .extracting(BackupResult.BackupFile::name)
                            .doesNotContain(JdbcDump.FILE);
                }
            }
        }
    }
}
