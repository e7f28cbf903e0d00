package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.ScriptScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that migrates its own tables with Flyway in the same database. */
class ApplicationFlywayTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    @Nested
    class An_applications_own_flyway {
        private Flyway application(Path migrations) {
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
        void starts_before_and_after_and_its_history_is_not_touched(@TempDir Path migrations) throws IOException {
            Files.writeString(migrations.resolve("V1__app.sql"), "CREATE TABLE app (id int);");
            application(migrations).migrate();
            String history = "SELECT * FROM flyway_schema_history ORDER BY installed_rank";
            var untouched = postgres.rows(history);
            ScriptScenario sop = ScriptScenario.on(
                    postgres, "1", SopScriptTest.OPERATION.up(), String.valueOf(SopScriptTest.OPERATION.down()));
            sop.applied(1);
            assertThat(application(migrations).migrate().migrationsExecuted).isZero();
            Files.writeString(migrations.resolve("V2__app.sql"), "CREATE TABLE app2 (id int);");
            assertThat(application(migrations).migrate().migrationsExecuted).isEqualTo(1);
            sop.compensated(2);
            application(migrations).validate();
            assertThat(postgres.rows(history))
                    .startsWith(untouched.toArray(String[]::new))
                    .hasSize(3);
        }
    }
}
