package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcCheckRunnerTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final ConnectedTarget target = postgres.connect();

    @AfterEach
    void close() {
        target.close();
        postgres.close();
    }

    private String runCheck(String sql) {
        return target.checks().run(new Verification(sql, null, null, 0L, null), Duration.ofSeconds(2));
    }

    @Nested
    class A_check {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SELECT 7 | 7",
                    "SELECT 1.50, 2 | 1.50",
                    "SELECT 'א' UNION ALL SELECT 'ב' | א",
                    "SELECT NULL::int | null",
                    "SELECT 1 WHERE false | no row",
                    "SELECT '{d ?}' | {d ?}",
                    "TABLE pg_am LIMIT 0; | no row"
                })
        void returns_the_first_column_of_the_first_row_as_text(String sql, String value) {
            assertThat(runCheck(sql)).isEqualTo(value);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CREATE TABLE t ()",
                    "WITH x AS (DELETE FROM lockstep_journal.step RETURNING 1) SELECT count(*) FROM x",
                    "SELECT nextval('s')"
                })
        void that_writes_fails(String sql) {
            target.journal().identity();
            postgres.execute("CREATE SEQUENCE s");
            assertThatThrownBy(() -> runCheck(sql)).hasMessageContaining("in a read-only transaction");
        }

        @ParameterizedTest
        @ValueSource(strings = {"SELECT 1; COMMIT; DROP TABLE t", "COMMIT", "SELECT 1; SELECT 2", "VACUUM"})
        void that_is_not_one_query_is_refused(String sql) {
            assertThatThrownBy(() -> runCheck(sql)).hasMessageContaining("is not one query");
        }

        @Test
        void fetches_only_the_first_row() {
            assertThat(runCheck("SELECT repeat('x', 7) || generate_series(1, 1000000000000)"))
                    .isEqualTo("xxxxxxx1");
        }

        @Test
        void leaves_no_settings_in_its_session() {
            String searchPath = runCheck("SELECT current_setting('search_path')");
            runCheck("SELECT set_config('search_path', 'pg_catalog', false)");
            assertThat(runCheck("SELECT current_setting('search_path')")).isEqualTo(searchPath);
        }

        @Test
        void leaves_no_advisory_locks() {
            runCheck("SELECT pg_advisory_lock(7)");
            assertThatThrownBy(() -> runCheck("SELECT 1 / length(pg_advisory_lock(8)::text)"))
                    .hasMessageContaining("division by zero");
            assertThat(postgres.rows("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND database ="
                            + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .isEmpty();
        }

        @Test
        void that_removes_the_prepared_statements_of_its_session_does_not_disturb_the_journal() {
            postgres.execute("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS"
                    + " $$ BEGIN EXECUTE 'DEALLOCATE ALL'; RETURN 7; END $$");
            StepKey step = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step"));
            for (int reads = 0; reads < 10; reads++) {
                target.journal().read(step);
            }
            assertThat(runCheck("SELECT f()")).isEqualTo("7");
            assertThat(target.journal().read(step)).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void that_exceeds_its_time_limit_fails() {
            assertThatThrownBy(() -> runCheck("SELECT pg_sleep(60)")).hasMessageContaining("statement timeout");
        }
    }
}
