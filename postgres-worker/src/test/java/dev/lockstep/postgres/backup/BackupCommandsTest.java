package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.BackupResult.BackupFile;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.StoreDigest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.backup.TestBackups;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** The commands that back up and restore, run by the worker with its directory of backups. */
class BackupCommandsTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final ContractMigration migration = ContractMigration.of(new PostgresSql(
            "1", "UPDATE people SET name = 'x' WHERE id < 4; ALTER TABLE people ADD COLUMN age integer", null));

    @TempDir
    private Path directory;

    @BeforeEach
    void create() {
        postgres.execute(
                "CREATE TABLE people (id serial PRIMARY KEY, name text DEFAULT 'nobody' NOT NULL)",
                "INSERT INTO people (name) SELECT 'n' || g FROM generate_series(1, 10) g");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private ContractWorker worker() {
        return new ContractWorker(postgres.connect(), TargetKind.POSTGRES, TestBackups.in(directory));
    }

    private StoreDigest digest() {
        return PostgresDigest.of(postgres.database());
    }

    private BackupResult backUp(ContractWorker worker) {
        Report report = worker.run(migration.backup(1, Duration.ofDays(1)));
        assertThat(report).isInstanceOf(Report.BackedUp.class);
        return ((Report.BackedUp) report).result();
    }

    private Path file(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private String content(String name) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_migration_is_backed_up_applied_and_restored() {
        StoreDigest before = digest();
        try (ContractWorker worker = worker()) {
            BackupResult backup = backUp(worker);
            assertThat(worker.run(migration.apply(2))).isInstanceOf(Report.Succeeded.class);
            assertThat(before.compareWith(digest()).differences()).isNotEmpty();

            Report report = worker.run(migration.restore(3, backup.digest()));

            assertThat(report).isInstanceOf(Report.Restored.class);
            RestoreResult restored = ((Report.Restored) report).result();
            assertThat(restored.replaced()).isEqualTo(3);
            assertThat(restored.equal()).isEqualTo(7);
        }
        assertThat(before.compareWith(digest()).differences()).isEmpty();
        // The journal and the history are not part of a backup.
        assertThat(postgres.value("SELECT phase FROM lockstep_journal.step")).isEqualTo("APPLIED");
        assertThat(postgres.value("SELECT count(*) FROM lockstep_schema_history WHERE success AND version = '1'"))
                .isEqualTo("1");
        assertThat(postgres.value("SELECT dispatch FROM lockstep_journal.fence"))
                .isEqualTo("2");
    }

    @Test
    void the_files_have_rows_and_definitions_in_documented_forms() throws IOException {
        try (ContractWorker worker = worker()) {
            BackupResult backup = backUp(worker);

            assertThat(backup.method()).isEqualTo("postgres-copy");
            assertThat(backup.units()).isEqualTo(10);
            assertThat(backup.files())
                    .extracting(BackupFile::name)
                    .containsExactlyInAnyOrder("definitions.json.gz", "definitions.sql.gz", "table-0001.copy.gz");
        }
        assertThat(content("table-0001.copy.gz")).startsWith("1\tn1\n2\tn2\n").endsWith("10\tn10\n");
        List<String> script = content("definitions.sql.gz").lines().toList();
        assertThat(script)
                .contains("ALTER TABLE ONLY public.people ALTER COLUMN name SET DEFAULT 'nobody'::text;")
                .contains("-- COPY public.people (id, name) FROM the file table-0001.copy.gz, 10 rows")
                .contains("SELECT pg_catalog.setval('public.people_id_seq', 10, true);");
        assertThat(content("definitions.json.gz")).startsWith("{\"format\":1,");
    }

    /** A database without the objects gets them from the script and the files, without Lockstep. */
    @Test
    void the_script_and_the_files_restore_an_empty_database() throws Exception {
        StoreDigest before = digest();
        try (ContractWorker worker = worker()) {
            backUp(worker);
        }
        postgres.execute("DROP TABLE people", "DROP SCHEMA lockstep_journal CASCADE");

        postgres.execute(content("definitions.sql.gz"));
        try (Connection connection = postgres.database().connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY people (id, name) FROM STDIN", new StringReader(content("table-0001.copy.gz")));
        }

        // Default privileges are explicit after the script.
        assertThat(DigestComparison.of(before, digest(), unit -> unit.startsWith("relation "))
                        .differences())
                .isEmpty();
    }

    @Test
    void a_damaged_file_is_refused_before_anything_is_written() throws IOException {
        try (ContractWorker worker = worker()) {
            BackupResult backup = backUp(worker);
            worker.run(migration.apply(2));
            StoreDigest applied = digest();
            byte[] bytes = Files.readAllBytes(file("table-0001.copy.gz"));
            bytes[bytes.length / 2] ^= 1;
            Files.write(file("table-0001.copy.gz"), bytes);

            StepFailure failure = StepScenario.failureOf(worker.run(migration.restore(3, backup.digest())));

            assertThat(failure.code()).isEqualTo("backup-damaged");
            assertThat(applied.compareWith(digest()).differences()).isEmpty();
        }
    }

    @Test
    void a_restore_below_the_fence_is_stale() {
        try (ContractWorker worker = worker()) {
            BackupResult backup = backUp(worker);
            worker.run(migration.apply(7));

            assertThat(worker.run(migration.restore(6, backup.digest()))).isInstanceOf(Report.Stale.class);
        }
    }
}
