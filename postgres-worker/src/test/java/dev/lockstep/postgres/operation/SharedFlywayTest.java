package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Steps on targets whose history tables have the same name do not affect each other, although they share a Flyway. */
class SharedFlywayTest {
    private final TestPostgres first = TestPostgres.fresh();
    private final TestPostgres second = TestPostgres.fresh();

    @BeforeEach
    void createTables() {
        // Flyway writes a baseline row only if the schema has objects.
        first.execute("CREATE TABLE existing (id int)");
        second.execute("CREATE TABLE existing (id int)");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static List<String> history(TestPostgres postgres) {
        return postgres.rows("SELECT version, success FROM lockstep_schema_history ORDER BY installed_rank");
    }

    private static StepScenario createTable(TestPostgres postgres, String version) {
        return StepScenario.script(
                postgres, version, "CREATE TABLE t%s (id int)".formatted(version), "DROP TABLE t%s".formatted(version));
    }

    @Nested
    class Steps_on_two_targets {
        @Test
        void have_only_their_own_scripts_in_the_history() {
            createTable(first, "1").applyAndExpectSuccess(1);
            createTable(second, "2").applyAndExpectSuccess(1);
            createTable(first, "3").applyAndExpectSuccess(2);

            assertThat(history(first)).containsExactly("0|t", "1|t", "3|t");
            assertThat(history(second)).containsExactly("0|t", "2|t");
            assertThat(first.rows("SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]$' ORDER BY 1"))
                    .containsExactly("t1", "t3");
        }

        @Test
        void succeed_after_a_script_has_failed_on_the_other_target() {
            createTable(first, "1").applyAndExpectSuccess(1);
            StepScenario.script(first, "2", "SELECT 1 / 0", "SELECT 1").applyAndExpectFailure(2);
            createTable(second, "1").applyAndExpectSuccess(1);
            createTable(first, "2").applyAndExpectSuccess(3);

            assertThat(history(first)).containsExactly("0|t", "1|t", "2|t");
            assertThat(history(second)).containsExactly("0|t", "1|t");
        }
    }
}
