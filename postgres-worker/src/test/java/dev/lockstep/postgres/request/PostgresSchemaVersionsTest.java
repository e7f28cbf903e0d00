package dev.lockstep.postgres.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.HistoryVersion;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresSchemaVersionsTest {
    private static final String TABLE = "lockstep_schema_history";

    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private SchemaVersionsResult count() {
        try (ConnectedTarget target = postgres.connect()) {
            return new RequestedTarget(target).countAll().result();
        }
    }

    @Test
    void without_a_history_nothing_is_applied() {
        SchemaVersionsResult result = count();
        assertThat(result.history()).isNull();
        assertThat(result.notes()).singleElement().asString().contains("no history table");
    }

    @Test
    void the_last_and_the_highest_version_are_found() {
        Flyway.configure()
                .dataSource(
                        postgres.database().jdbcUrl(),
                        postgres.database().username(),
                        postgres.database().password())
                .table(TABLE)
                .baselineVersion("0")
                .load()
                .baseline();
        postgres.execute(
                row(2, "5", "SQL", true),
                row(3, "7", "SQL", true),
                row(4, "7", "DELETE", true),
                row(5, "3.0", "SQL", true));
        assertThat(count().history()).satisfies(found -> {
            assertThat(Objects.requireNonNull(found).current())
                    .isEqualTo(new HistoryVersion("3.0", 5, "a script", "SQL"));
            assertThat(found.highest()).isEqualTo("5");
            assertThat(found.applied()).isEqualTo(2);
            assertThat(found.failed()).isZero();
        });
    }

    private static String row(int rank, String version, String type, boolean success) {
        return """
               INSERT INTO %s (installed_rank, version, description, type, script, installed_by, execution_time, success)
               VALUES (%d, '%s', 'a script', '%s', 'V%s.sql', current_user, 1, %s)"""
                .formatted(TABLE, rank, version, type, version, success);
    }
}
