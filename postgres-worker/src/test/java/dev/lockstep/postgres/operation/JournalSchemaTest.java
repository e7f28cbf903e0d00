package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalSchemaTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private StepScenario script(String up) {
        return StepScenario.script(postgres, "1", up, "SELECT 1");
    }

    @Nested
    class A_user_named_lockstep {
        @Test
        void creates_tables_in_schema_public() {
            TestPostgres admin = postgres.asAdmin();
            assertThat(admin.database().username()).isEqualTo("lockstep");
            StepScenario.script(
                            admin, "1", "CREATE TABLE step (id int); INSERT INTO step VALUES (7)", "DROP TABLE step")
                    .applyAndExpectSuccess(1);
            assertThat(admin.value("SELECT id FROM public.step")).isEqualTo("7");
        }
    }

    @Nested
    class A_role_with_the_name_of_the_journal {
        @Test
        void is_refused_before_the_journal_is_created() {
            postgres.executeAsAdmin("CREATE ROLE lockstep_journal");
            try {
                StepFailure failure = script("SELECT 1").preflightAndExpectFailure();
                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.code()).isEqualTo("journal-role-exists");
                assertThat(failure.message()).contains("rename the role");
                assertThat(postgres.value("SELECT to_regnamespace('lockstep_journal')"))
                        .isEqualTo("null");
            } finally {
                postgres.executeAsAdmin("DROP ROLE lockstep_journal");
            }
        }

        @Test
        void that_is_created_later_is_refused_at_preflight() {
            StepScenario step = script("SELECT 1");
            step.run(step.migration().preflight(1));
            postgres.executeAsAdmin("CREATE ROLE lockstep_journal");
            try {
                assertThat(step.preflightAndExpectFailure().code()).isEqualTo("journal-role-exists");
            } finally {
                postgres.executeAsAdmin("DROP ROLE lockstep_journal");
            }
        }
    }

    @Nested
    class A_search_path_with_the_journal {
        private final StepScenario step = script("CREATE TABLE t (id int)");

        @ParameterizedTest
        @ValueSource(strings = {"ROLE CURRENT_USER", "DATABASE %s"})
        void is_refused_at_preflight_and_before_a_script(String owner) {
            step.run(step.migration().preflight(1));
            String alter = "ALTER " + owner.formatted(postgres.database().name());
            postgres.execute(alter + " SET search_path = public, lockstep_journal");
            assertThat(step.preflightAndExpectFailure().code()).isEqualTo("journal-in-search-path");
            StepFailure failure = step.applyAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("journal-in-search-path");
            assertThat(failure.message()).contains("«public, lockstep_journal»");
            postgres.execute(alter + " RESET search_path");
            assertThat(step.run(step.migration().compensate(3))).isInstanceOf(Report.Compensated.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SET LOCAL search_path = lockstep_journal, public; CREATE TABLE t (id int)",
                    "SET LOCAL search_path = lockstep_journal; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                    "ALTER TABLE lockstep_journal.step ADD COLUMN extra int",
                    "CREATE INDEX ON lockstep_journal.step (phase)"
                })
        void lets_no_script_change_the_journal(String up) {
            StepFailure failure = script(up).applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("journal-modified");
            assertThat(postgres.value("SELECT to_regclass('lockstep_journal.t')"))
                    .isEqualTo("null");
        }
    }

    @Nested
    class Another_user {
        @ParameterizedTest
        @ValueSource(strings = {"PUBLIC", "%s"})
        void cannot_read_the_journal_even_with_default_privileges(String grantee) {
            PostgresDatabase reader = SharedPostgres.readOnly(postgres.database());
            String to = grantee.formatted(reader.username());
            postgres.execute(
                    "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO " + to,
                    "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO " + to);
            script("SELECT 1").applyAndExpectSuccess(1);
            TestPostgres other = new TestPostgres(reader, Map.of());
            assertThat(other.value("SELECT has_schema_privilege('lockstep_journal', 'USAGE, CREATE')"))
                    .isEqualTo("f");
            assertThat(postgres.value(
                            "SELECT count(*) FROM pg_class WHERE relnamespace = 'lockstep_journal'::regnamespace"
                                    + " AND relkind = 'r' AND has_table_privilege('%s', oid,"
                                            .formatted(reader.username())
                                    + " 'SELECT, INSERT, UPDATE, DELETE')"))
                    .isEqualTo("0");
        }
    }

    @Nested
    class Privileges_on_the_journal {
        @ParameterizedTest
        @ValueSource(strings = {"INSERT", "UPDATE", "DELETE"})
        void are_all_required(String privilege) {
            StepScenario step = script("SELECT 1");
            step.run(step.migration().preflight(1));
            postgres.execute("REVOKE " + privilege + " ON lockstep_journal.step FROM CURRENT_USER");
            StepFailure failure = step.preflightAndExpectFailure();
            assertThat(failure.code()).isEqualTo("42501");
            assertThat(failure.message()).contains("grant " + privilege + " on lockstep_journal.step");
        }

        @ParameterizedTest
        @ValueSource(strings = {"SELECT", "INSERT", "UPDATE"})
        void on_the_history_are_all_required(String privilege) {
            script("SELECT 1").applyAndExpectSuccess(1);
            postgres.execute("REVOKE " + privilege + " ON lockstep_schema_history FROM CURRENT_USER");
            StepFailure failure =
                    StepScenario.script(postgres, "2", "SELECT 1", "SELECT 1").preflightAndExpectFailure();
            assertThat(failure.code()).isEqualTo("42501");
            assertThat(failure.message()).contains("lockstep_schema_history");
        }
    }
}
