package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.testservers.SharedPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a script can do to the settings of its session, and that nothing after it is affected. */
class ScriptSettingsTest {
    /** Records settings at the commit, when the journal and the history row are written. */
    private static final List<String> RECORD_AT_COMMIT = List.of(
            "CREATE TABLE recorded (name text, value text)",
            """
            CREATE FUNCTION record_settings() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO public.recorded
              SELECT name, setting FROM pg_settings
              UNION ALL SELECT 'role', current_setting('role') UNION ALL SELECT 'user', session_user
              UNION ALL SELECT 'app.name', current_setting('app.name', true);
              RETURN NULL;
            END $$""",
            "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON lockstep_schema_history"
                    + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_settings()");

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    private StepScenario step(String version, String up) {
        return StepScenario.script(postgres, version, up, "SELECT 1");
    }

    /** The same database for a superuser. */
    private TestPostgres asAdmin() {
        return new TestPostgres(
                postgres.database()
                        .as(
                                SharedPostgres.server().admin().username(),
                                SharedPostgres.server().admin().password()),
                Map.of());
    }

    private List<String> recorded() {
        List<String> rows = postgres.rows("SELECT name, value FROM recorded ORDER BY 1, 2");
        postgres.execute("DELETE FROM recorded");
        return rows;
    }

    @Nested
    class A_setting {
        @Test
        void holds_until_the_script_ends() {
            step(
                            "1",
                            "SET search_path = pg_catalog; SET app.name = 'dana'; SET bytea_output = escape;"
                                    + "CREATE TABLE public.a AS SELECT current_setting('search_path') AS path,"
                                    + " current_setting('app.name') AS name, '\\x41'::bytea::text AS text;"
                                    + "RESET search_path; CREATE TABLE b ()")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT path, name, text, to_regclass('public.b') IS NOT NULL FROM a"))
                    .containsExactly("pg_catalog|dana|A|t");
        }

        @Test
        void holds_for_deferred_triggers_whose_rows_are_counted() {
            postgres.execute(
                    "CREATE TABLE audit (name text)",
                    "CREATE FUNCTION record_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " INSERT INTO public.audit VALUES (current_setting('app.name')); RETURN NULL; END $$",
                    "CREATE CONSTRAINT TRIGGER deferred AFTER UPDATE ON workouts DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW EXECUTE FUNCTION record_name()");
            assertThat(step("1", "SET app.name = 'dana'; UPDATE workouts SET note = 'x' WHERE id = 1")
                            .applyAndExpectSuccess(1)
                            .counts())
                    .containsEntry("rows.inserted", 1L);
            assertThat(postgres.rows("TABLE audit")).containsExactly("dana");
        }

        @Test
        void is_restored_before_history_and_journal_are_committed() {
            step("1", "SELECT 1").applyAndExpectSuccess(1);
            postgres.execute(RECORD_AT_COMMIT.toArray(String[]::new));
            step("2", "SELECT 2").applyAndExpectSuccess(2);
            List<String> withoutSettings = recorded();
            assertThat(withoutSettings).contains("statement_timeout|3600000", "synchronous_commit|on");
            StepScenario changing = StepScenario.script(
                    postgres,
                    "3",
                    changeOfMostSettings() + "CREATE TABLE public.a ()",
                    changeOfMostSettings() + "DROP TABLE public.a");
            changing.applyAndExpectSuccess(3);
            assertThat(recorded()).isEqualTo(withApplicationName(withoutSettings, changing, 3));
            changing.compensateAndExpectSuccess(4);
            assertThat(recorded())
                    .filteredOn(A_setting::isNotOfFlyway)
                    .isEqualTo(withApplicationName(withoutSettings, changing, 4).stream()
                            .filter(A_setting::isNotOfFlyway)
                            .toList());
        }

        /** Flyway sets the role and puts the history's schema first in the search path; down runs without Flyway. */
        private static boolean isNotOfFlyway(String setting) {
            return !setting.startsWith("role|") && !setting.startsWith("search_path|");
        }

        private static String changeOfMostSettings() {
            return """
                    SET search_path = ''; SET LOCAL work_mem = '1MB'; SET statement_timeout = '7s'; SET lock_timeout = 0;
                    SET idle_in_transaction_session_timeout = 0; SET synchronous_commit = off; SET row_security = off;
                    SET bytea_output = escape; SET DateStyle = 'ISO, DMY'; SET TimeZone = 'Asia/Tokyo';
                    SET IntervalStyle = sql_standard; SET extra_float_digits = 0; SET application_name = 'script';
                    SET default_transaction_read_only = on; SET quote_all_identifiers = on; SET check_function_bodies = off;
                    SET client_min_messages = error; SET xmloption = content; SET app.name = 'x'; SET SESSION jit = off;
                    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;
                    SELECT pg_catalog.set_config('lock_timeout', '0', true); SET ROLE NONE;
                    """;
        }

        private static List<String> withApplicationName(List<String> settings, StepScenario step, int dispatch) {
            String name = "lockstep/%d/%s/contract-step"
                    .formatted(dispatch, step.migration().key().migration());
            return settings.stream()
                    .map(setting -> setting.startsWith("application_name|") ? "application_name|" + name : setting)
                    .map(setting -> setting.equals("app.name|null") ? "app.name|" : setting)
                    .toList();
        }

        @Test
        void of_role_and_session_user_is_restored() {
            String user = postgres.database().username();
            step("1", "SELECT 1").applyAndExpectSuccess(1);
            TestPostgres admin = asAdmin();
            StepScenario.script(
                            admin,
                            "2",
                            "SET SESSION AUTHORIZATION %1$s; CREATE TABLE a (); SET ROLE %1$s; CREATE TABLE b ()"
                                    .formatted(user),
                            "SET SESSION AUTHORIZATION %1$s; DROP TABLE a; DROP TABLE b".formatted(user))
                    .applyAndExpectSuccess(2);
            assertThat(postgres.rows("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename IN ('a', 'b')"))
                    .containsExactly(user);
            assertThat(admin.value("SELECT installed_by FROM lockstep_schema_history WHERE version = '2'"))
                    .isEqualTo(admin.database().username());
        }
    }

    @Nested
    class A_timeout_of_the_target {
        private static final String BLOCKED =
                "; SELECT current_setting('lock_timeout'); LOCK TABLE exercises; CREATE TABLE a ()";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SET lock_timeout = 0",
                    "SET LOCAL lock_timeout = '1h'",
                    "SELECT set_config('lock_' || 'timeout', '0', true)",
                    "DO $$ BEGIN PERFORM set_config('lock_timeout', '0', false); END $$",
                    "DO $$ BEGIN SET lock_timeout = 0; END $$",
                    "RESET ALL",
                    "RESET lock_timeout",
                    "INSERT INTO disarming VALUES (1)"
                })
        void limits_a_script_that_raises_it(String raising) {
            postgres.execute(
                    "CREATE TABLE disarming (id int)",
                    "CREATE FUNCTION disarm() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " PERFORM set_config('lock_timeout', '0', false); RETURN NULL; END $$",
                    "CREATE TRIGGER disarm AFTER INSERT ON disarming FOR EACH ROW EXECUTE FUNCTION disarm()");
            TestPostgres impatient = postgres.withOption("lock-retry-timeout", "0s");
            try (OpenTransaction _ = OpenTransaction.on(postgres, "LOCK TABLE exercises IN ACCESS SHARE MODE")) {
                assertThat(StepScenario.script(impatient, "1", raising + BLOCKED, "SELECT 1")
                                .applyAndExpectFailure(1)
                                .code())
                        .isEqualTo("55P03");
            }
        }

        @Test
        void can_be_lowered() {
            assertThat(step("1", "SET statement_timeout = '10ms'; SELECT pg_sleep(20)")
                            .applyAndExpectFailure(1)
                            .code())
                    .isEqualTo("57014");
        }
    }

    @Nested
    class A_setting_that_the_journal_depends_on {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT set_config('session_replication' || '_role', 'replica', false)",
                    "DO $$ BEGIN EXECUTE 'SET track_' || 'counts = off'; END $$",
                    "DO $$ BEGIN PERFORM set_config('transaction_read' || '_only', 'on', true); END $$"
                })
        void fails_the_script_that_changes_it_unseen(String changing) {
            String before = store.digest();
            StepFailure failure = StepScenario.script(
                            asAdmin(), "1", "CREATE TABLE a ();\n" + changing + "; SELECT 1", "SELECT 1")
                    .applyAndExpectFailure(1);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("setting-changed");
            assertThat(failure.message()).startsWith("line 2 of up: the script changed ");
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class A_setting_that_the_driver_depends_on {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DO $$ BEGIN PERFORM set_config('client_' || 'encoding', 'LATIN1', false); END $$",
                    "DO $$ BEGIN EXECUTE 'SET Date' || 'Style = German'; END $$"
                })
        void fails_the_script_permanently(String changing) {
            StepFailure failure = step("1", "SELECT 1;\n" + changing).applyAndExpectFailure(1);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("setting-changed");
            assertThat(failure.message()).startsWith("line 2 of up: the script changed a setting of the connection");
        }

        @Test
        void is_set_back_if_it_is_standard_conforming_strings() {
            step(
                            "1",
                            "DO $$ BEGIN EXECUTE 'SET standard_conforming' || '_strings = off'; END $$;"
                                    + "CREATE TABLE a AS SELECT '\\' AS x; CREATE TABLE b AS SELECT '; ' AS y")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT x, y FROM a, b")).containsExactly("\\|; ");
        }
    }

    @Nested
    class A_name_in_the_search_path {
        @Test
        void does_not_replace_functions_that_the_worker_calls() {
            postgres.execute(
                    "CREATE SCHEMA shadow",
                    "CREATE FUNCTION shadow.current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT ''1d'''",
                    "CREATE FUNCTION shadow.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $1'");
            step("1", "SET search_path = shadow, pg_catalog; SET lock_timeout = 0; CREATE TABLE public.a ()")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.value("SELECT count(*) FROM lockstep_schema_history WHERE version = '1'"))
                    .isEqualTo("1");
        }
    }
}
