package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads Lockstep's history with the released Flyway, which has the same scripts as files. */
class FlywayAgreementTest {
    private static final List<String> SCRIPTS = List.of(
            "CREATE TABLE a (id int PRIMARY KEY, note text);\r\n\r\n-- rows\nCOPY a FROM STDIN;\n1\tשלום\n\\.\n",
            "\ufeffCREATE FUNCTION difference(int, int) RETURNS int LANGUAGE sql RETURN $1 - $2",
            "CREATE INDEX CONCURRENTLY a_note ON a (note);\n");

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        store.close();
    }

    private Flyway flyway(String... ignored) {
        return Flyway.configure()
                .dataSource(
                        postgres.database().jdbcUrl(),
                        postgres.database().username(),
                        postgres.database().password())
                .locations("filesystem:" + files)
                .table("lockstep_schema_history")
                .ignoreMigrationPatterns(ignored)
                .load();
    }

    private List<String> states(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .map(info -> "%s %s %s".formatted(info.getVersion(), info.getType(), info.getState()))
                .toList();
    }

    private static String downOf(int script) {
        return List.of("DROP TABLE a", "DROP FUNCTION difference", "DROP INDEX CONCURRENTLY a_note")
                .get(script);
    }

    private StepScenario step(int script) throws IOException {
        String version = "1." + (script + 1);
        Files.writeString(files.resolve("V%s__contract-step.sql".formatted(version)), SCRIPTS.get(script));
        return StepScenario.script(postgres, version, SCRIPTS.get(script), downOf(script));
    }

    @Nested
    class Released_flyway {
        private final List<StepScenario> applied = new ArrayList<>();

        @BeforeEach
        void apply_all_scripts() throws IOException {
            for (int script = 0; script < SCRIPTS.size(); script++) {
                applied.add(step(script));
                applied.getLast().applyAndExpectSuccess(script + 1L);
            }
        }

        @Test
        void validates_the_history_of_applied_scripts() {
            assertThat(flyway().validateWithResult().getAllErrorMessages()).isEmpty();
            flyway().validate();
        }

        @Test
        void shows_each_applied_script_as_a_successful_sql_migration_with_its_own_checksum() {
            assertThat(states(flyway()))
                    .containsExactly("0 BASELINE BASELINE", "1.1 SQL SUCCESS", "1.2 SQL SUCCESS", "1.3 SQL SUCCESS");
            assertThat(Arrays.stream(flyway().info().applied()).skip(1).map(MigrationInfo::isChecksumMatching))
                    .containsOnly(true);
        }

        @Test
        void migrates_nothing() {
            assertThat(flyway().migrate().migrationsExecuted).isZero();
        }

        @Test
        void shows_an_undone_script_as_deleted_and_pending_and_validates_with_pending_ignored() throws IOException {
            applied.getLast().compensateAndExpectSuccess(4);
            assertThat(states(flyway()))
                    .contains("1.1 SQL SUCCESS", "1.2 SQL SUCCESS", "1.3 SQL DELETED", "1.3 SQL PENDING");
            assertThat(flyway().validateWithResult().validationSuccessful).isFalse();
            flyway("*:pending").validate();
            Files.delete(files.resolve("V1.3__contract-step.sql"));
            flyway().validate();
        }

        @Test
        void validates_after_an_undone_script_was_applied_again() throws IOException {
            applied.getLast().compensateAndExpectSuccess(4);
            step(2).applyAndExpectSuccess(5);
            flyway().validate();
        }

        @Test
        void finds_a_file_that_differs_from_the_applied_script() throws IOException {
            Files.writeString(files.resolve("V1.1__contract-step.sql"), "SELECT 1");
            assertThat(flyway().validateWithResult().getAllErrorMessages())
                    .contains("Migration checksum mismatch for migration version 1.1");
        }
    }
}
