package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that an application can migrate its tables in the same database with its own Flyway. */
class ApplicationFlywayTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    @Nested
    class Flyway_of_an_application {
        private Flyway flyway(Path migrations) {
            return Flyway.configure()
                    .dataSource(
                            postgres.database().jdbcUrl(),
                            postgres.database().username(),
                            postgres.database().password())
                    .locations("filesystem:" + migrations)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load();
        }

        @Test
        void migrates_before_and_after_a_step_and_keeps_its_history(@TempDir Path migrations) throws IOException {
            Files.writeString(migrations.resolve("V1__app.sql"), "CREATE TABLE app (id int);");
            flyway(migrations).migrate();
            String history = "SELECT * FROM flyway_schema_history ORDER BY installed_rank";
            List<String> before = postgres.rows(history);
            StepScenario addDifficulty = StepScenario.script(
                    postgres,
                    "1",
                    TransactionalScriptContractTest.OPERATION.up(),
                    String.valueOf(TransactionalScriptContractTest.OPERATION.down()));
            addDifficulty.applyAndExpectSuccess(1);
            assertThat(flyway(migrations).migrate().migrationsExecuted).isZero();
            Files.writeString(migrations.resolve("V2__app.sql"), "CREATE TABLE app2 (id int);");
            assertThat(flyway(migrations).migrate().migrationsExecuted).isEqualTo(1);
            addDifficulty.compensateAndExpectSuccess(2);
            flyway(migrations).validate();
            assertThat(postgres.rows(history))
                    .startsWith(before.toArray(String[]::new))
                    .hasSize(3);
        }
    }
}
