package dev.lockstep.postgres.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.BaselineResult.MarkedVersion;
import dev.lockstep.contract.protocol.BaselineSource;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBaselineTest {
    private static final long LATER = 2_000_000;
    private static final String HISTORY =
            "SELECT installed_rank, version, description, type, success FROM lockstep_schema_history ORDER BY 1";

    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private TargetReport report(
            long number, @Nullable String version, @Nullable BaselineSource source, boolean dryRun) {
        try (ConnectedTarget target = postgres.connect()) {
            return new RequestedTarget(target)
                    .report(new TargetRequest.Baseline(RequestedTarget.header(number), version, source, dryRun));
        }
    }

    private BaselineResult baseline(@Nullable String version, @Nullable BaselineSource source) {
        return baseline(version, source, false);
    }

    private BaselineResult baseline(@Nullable String version, @Nullable BaselineSource source, boolean dryRun) {
        TargetReport report = report(1_000, version, source, dryRun);
        assertThat(report).isInstanceOf(TargetReport.Baseline.class);
        return ((TargetReport.Baseline) report).result();
    }

    private StepFailure refused(@Nullable String version, @Nullable BaselineSource source) {
        TargetReport report = report(1_000, version, source, false);
        assertThat(report).isInstanceOf(TargetReport.Failed.class);
        return ((TargetReport.Failed) report).failure();
    }

    private StepScenario createTable(String version) {
        String table = "t" + version.replace('.', '_');
        return StepScenario.script(
                postgres, version, "CREATE TABLE %s (id int)".formatted(table), "DROP TABLE %s".formatted(table));
    }

    private Flyway flyway(Path scripts, String table) {
        return Flyway.configure()
                .dataSource(
                        postgres.database().jdbcUrl(),
                        postgres.database().username(),
                        postgres.database().password())
                .table(table)
                .locations("filesystem:" + scripts)
                .baselineVersion("1")
                .baselineOnMigrate(true)
                .load();
    }

    private void createLiquibaseTables() {
        postgres.execute(
                """
                CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL,
                    filename varchar(255) NOT NULL, dateexecuted timestamp without time zone NOT NULL,
                    orderexecuted integer NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35),
                    description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20),
                    contexts varchar(255), labels varchar(255), deployment_id varchar(10))""",
                """
                CREATE TABLE databasechangeloglock (id integer NOT NULL, locked boolean NOT NULL,
                    lockgranted timestamp without time zone, lockedby varchar(255),
                    CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (id))""");
    }

    private static String changeset(String id, int order, String type) {
        return """
               INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
               VALUES ('%s', 'alice', 'changelog.sql', now(), %d, '%s')"""
                .formatted(id, order, type);
    }

    private void createAlembicTable(String... revisions) {
        postgres.execute("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL,"
                + " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))");
        for (String revision : revisions) {
            postgres.execute("INSERT INTO alembic_version VALUES ('%s')".formatted(revision));
        }
    }

    @Nested
    class A_baseline_of_a_version {
        @Test
        void makes_it_and_all_below_count_as_applied() {
            postgres.execute("CREATE TABLE existing (id int)");
            BaselineResult result = baseline("2.5", null);
            assertThat(result.written()).isTrue();
            assertThat(result.version()).isEqualTo("2.5");
            assertThat(result.versions()).containsExactly(new MarkedVersion("2.5", "baseline", "BASELINE"));
            assertThat(postgres.rows(HISTORY)).containsExactly("1|2.5|baseline|BASELINE|t");
            long dispatch = LATER;
            for (String version : List.of("1", "2.5", "2.5.0")) {
                assertThat(createTable(version).preflightAndExpectFailure()).satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("version-already-applied");
                    assertThat(failure.message()).contains("baseline 2.5");
                });
                assertThat(createTable(version).applyAndExpectFailure(dispatch).code())
                        .isEqualTo("version-not-executed");
                dispatch++;
            }
            StepScenario next = createTable("3");
            next.applyAndExpectSuccess(LATER + 11);
            next.compensateAndExpectSuccess(LATER + 12);
            createTable("3").applyAndExpectSuccess(LATER + 13);
        }

        @Test
        void is_made_once() {
            baseline("2", null);
            BaselineResult again = baseline("2", null);
            assertThat(again.written()).isFalse();
            assertThat(again.marked()).isEqualTo(1);
            assertThat(postgres.rows(HISTORY)).hasSize(1);
        }

        @Test
        void that_is_tried_writes_nothing() {
            BaselineResult tried = baseline("2", null, true);
            assertThat(tried.dryRun()).isTrue();
            assertThat(tried.written()).isTrue();
            assertThat(postgres.value("SELECT to_regclass('lockstep_schema_history') IS NULL"))
                    .isEqualTo("t");
        }

        @Test
        void keeps_the_initial_row_of_a_history_without_versions() {
            postgres.execute("CREATE TABLE existing (id int)");
            StepScenario compensated = createTable("1");
            compensated.applyAndExpectSuccess(1);
            compensated.compensateAndExpectSuccess(2);
            assertThat(baseline("4", null).written()).isTrue();
            assertThat(createTable("4").preflightAndExpectFailure().code()).isEqualTo("version-already-applied");
            createTable("5").applyAndExpectSuccess(LATER);
        }

        @Test
        void on_a_history_with_other_versions_is_refused() {
            createTable("1").applyAndExpectSuccess(1);
            StepFailure refused = refused("2", null);
            assertThat(refused.code()).isEqualTo("history-not-empty");
            assertThat(refused.message()).contains("1 (SQL)", "up to 2");
        }

        @Test
        void after_a_later_dispatch_is_refused() {
            StepScenario later = createTable("1");
            later.applyAndExpectSuccess(LATER);
            later.compensateAndExpectSuccess(LATER + 1);
            assertThat(refused("1", null).code()).isEqualTo("stale");
            assertThat(postgres.rows("SELECT 1 FROM lockstep_schema_history WHERE type = 'BASELINE' AND version = '1'"))
                    .isEmpty();
        }

        @Test
        void makes_older_dispatches_stale() {
            baseline("1", null);
            assertThat(createTable("2").apply(999)).isInstanceOf(Report.Stale.class);
        }

        @Test
        void creates_the_table_that_flyway_creates(@TempDir Path scripts) {
            flyway(scripts, "of_flyway").baseline();
            baseline("1", null);
            String columns = "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default"
                    + " FROM information_schema.columns WHERE table_name = '%s' ORDER BY ordinal_position";
            assertThat(postgres.rows(columns.formatted("lockstep_schema_history")))
                    .isEqualTo(postgres.rows(columns.formatted("of_flyway")));
            String indexes =
                    "SELECT replace(indexdef, '%1$s', 't') FROM pg_indexes WHERE tablename = '%1$s' ORDER BY 1";
            assertThat(postgres.rows(indexes.formatted("lockstep_schema_history")))
                    .isEqualTo(postgres.rows(indexes.formatted("of_flyway")));
        }
    }

    @Nested
    class A_baseline_from_flyway {
        @Test
        void marks_what_flyway_has_applied(@TempDir Path scripts) throws IOException {
            Files.writeString(scripts.resolve("V2__create_orders.sql"), "CREATE TABLE orders (id int);");
            Files.writeString(scripts.resolve("V3.1__add_total.sql"), "ALTER TABLE orders ADD total int;");
            Files.writeString(scripts.resolve("R__view.sql"), "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;");
            postgres.execute("CREATE TABLE existing (id int)");
            flyway(scripts, "flyway_schema_history").migrate();
            List<String> before = postgres.rows("SELECT * FROM flyway_schema_history ORDER BY 1");

            BaselineResult result = baseline(null, null);

            assertThat(result.source()).isEqualTo(BaselineSource.FLYWAY);
            assertThat(result.version()).isEqualTo("3.1");
            assertThat(result.marked()).isEqualTo(3);
            assertThat(result.notes()).singleElement().asString().contains("R__view.sql");
            assertThat(postgres.rows(HISTORY))
                    .containsExactly(
                            "1|1|<< Flyway Baseline >>|BASELINE|t", "2|2|create orders|SQL|t", "3|3.1|add total|SQL|t");
            assertThat(postgres.rows("SELECT * FROM flyway_schema_history ORDER BY 1"))
                    .isEqualTo(before);
            assertThat(createTable("3.1").preflightAndExpectFailure().code()).isEqualTo("version-already-applied");
            createTable("4").applyAndExpectSuccess(LATER);
            flyway(scripts, "flyway_schema_history").validate();
            assertThat(baselineAgain()).isEqualTo("history-not-empty");
        }

        private String baselineAgain() {
            TargetReport report = report(LATER + 10, null, BaselineSource.FLYWAY, false);
            return ((TargetReport.Failed) report).failure().code();
        }

        @Test
        void with_a_failed_version_is_refused(@TempDir Path scripts) throws IOException {
            Files.writeString(scripts.resolve("V2__create_orders.sql"), "CREATE TABLE orders (id int);");
            postgres.execute("CREATE TABLE existing (id int)");
            flyway(scripts, "flyway_schema_history").migrate();
            postgres.execute("UPDATE flyway_schema_history SET success = false WHERE version = '2'");
            assertThat(refused(null, BaselineSource.FLYWAY).code()).isEqualTo("other-history-has-failed-entry");
        }

        @Test
        void whose_table_is_the_history_of_the_target_is_refused() {
            TestPostgres shared = postgres.withOption("history-table", "flyway_schema_history");
            try (ConnectedTarget target = shared.connect()) {
                TargetReport report = new RequestedTarget(target)
                        .report(new TargetRequest.Baseline(
                                RequestedTarget.header(1_000), null, BaselineSource.FLYWAY, true));
                assertThat(((TargetReport.Failed) report).failure().code()).isEqualTo("other-history-is-own");
            }
        }
    }

    @Nested
    class A_baseline_of_thousands_of_versions {
        private static final int VERSIONS = 2_500;
        private static final String COLUMNS =
                """
                (installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
                 type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum integer,
                 installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),
                 execution_time integer NOT NULL, success boolean NOT NULL)""";

        /** The statements that insert rows into the history are counted by a trigger. */
        @Test
        void writes_a_thousand_rows_with_each_statement() {
            postgres.execute(
                    "CREATE TABLE flyway_schema_history " + COLUMNS,
                    "CREATE TABLE lockstep_schema_history " + COLUMNS,
                    """
                    INSERT INTO flyway_schema_history
                    SELECT n, '1.' || n, 'change ' || n, 'SQL', 'V1_' || n || '.sql', n, 'flyway', now(), 1, true
                      FROM generate_series(1, %d) AS n"""
                            .formatted(VERSIONS),
                    "CREATE TABLE inserts (n serial)",
                    """
                    CREATE FUNCTION count_insert() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN INSERT INTO inserts DEFAULT VALUES; RETURN NULL; END $$""",
                    """
                    CREATE TRIGGER count_inserts AFTER INSERT ON lockstep_schema_history
                    FOR EACH STATEMENT EXECUTE FUNCTION count_insert()""");
            assertThat(baseline(null, BaselineSource.FLYWAY).marked()).isEqualTo(VERSIONS);
            assertThat(postgres.value("SELECT count(*) FROM inserts")).isEqualTo("3");
            assertThat(postgres.value("SELECT count(*) FROM lockstep_schema_history"
                            + " WHERE version = '1.' || installed_rank AND description = 'change ' || installed_rank"))
                    .isEqualTo(String.valueOf(VERSIONS));
        }

        @Test
        void takes_the_last_row_of_a_version_that_was_undone_and_applied_again() {
            postgres.execute(
                    "CREATE TABLE flyway_schema_history " + COLUMNS,
                    """
                    INSERT INTO flyway_schema_history VALUES
                    (1, '1', 'one', 'SQL', 'V1.sql', 1, 'flyway', now(), 1, true),
                    (2, '2.0', 'two', 'SQL', 'V2.sql', 1, 'flyway', now(), 1, true),
                    (3, '3', 'three', 'SQL', 'V3.sql', 1, 'flyway', now(), 1, true),
                    (4, '3', 'three', 'UNDO_SQL', 'U3.sql', 1, 'flyway', now(), 1, true),
                    (5, '1', 'one', 'DELETE', 'V1.sql', 1, 'flyway', now(), 1, true),
                    (6, '1.0', 'one again', 'SQL', 'V1.sql', 1, 'flyway', now(), 1, true)""");
            baseline(null, BaselineSource.FLYWAY);
            assertThat(postgres.rows(HISTORY)).containsExactly("1|2.0|two|SQL|t", "2|1.0|one again|SQL|t");
        }
    }

    @Nested
    class A_baseline_from_liquibase {
        @Test
        void numbers_the_changesets_in_their_order() {
            createLiquibaseTables();
            postgres.execute(
                    changeset("orders", 2, "EXECUTED"),
                    changeset("customers", 1, "MARK_RAN"),
                    changeset("later", 3, "SKIPPED"));
            BaselineResult result = baseline(null, BaselineSource.LIQUIBASE);
            assertThat(result.versions())
                    .containsExactly(
                            new MarkedVersion("1", "changelog.sql::customers::alice", "SQL"),
                            new MarkedVersion("2", "changelog.sql::orders::alice", "SQL"));
            assertThat(result.notes()).singleElement().asString().contains("SKIPPED", "later");
            assertThat(createTable("2").preflightAndExpectFailure().code()).isEqualTo("version-already-applied");
            createTable("3").applyAndExpectSuccess(LATER);
        }

        @Test
        void with_a_version_marks_all_up_to_it() {
            createLiquibaseTables();
            postgres.execute(changeset("orders", 1, "EXECUTED"));
            assertThat(baseline("2025.1", BaselineSource.LIQUIBASE).versions())
                    .containsExactly(new MarkedVersion(
                            "2025.1", "liquibase: 1 entries, the last: changelog.sql::orders::alice", "BASELINE"));
        }

        @Test
        void with_a_failed_changeset_or_none_is_refused() {
            createLiquibaseTables();
            assertThat(refused(null, BaselineSource.LIQUIBASE).code()).isEqualTo("other-history-empty");
            postgres.execute(changeset("orders", 1, "FAILED"));
            assertThat(refused(null, BaselineSource.LIQUIBASE).code()).isEqualTo("other-history-has-failed-entry");
        }
    }

    @Nested
    class A_baseline_from_alembic {
        @Test
        void needs_a_version() {
            createAlembicTable("1975ea83b712");
            assertThat(refused(null, null)).satisfies(failure -> {
                assertThat(failure.code()).isEqualTo("version-missing");
                assertThat(failure.message()).contains("1975ea83b712");
            });
            assertThat(baseline("7", BaselineSource.ALEMBIC).versions())
                    .containsExactly(
                            new MarkedVersion("7", "alembic: 1 entries, the last: alembic 1975ea83b712", "BASELINE"));
        }
    }

    @Nested
    class The_tool {
        @Test
        void must_be_the_only_one_to_be_found() {
            assertThat(refused(null, null).message()).contains("no other tool");
            createLiquibaseTables();
            createAlembicTable("1975ea83b712");
            assertThat(refused(null, null)).satisfies(failure -> {
                assertThat(failure.code()).isEqualTo("other-history-ambiguous");
                assertThat(failure.message()).contains("liquibase, alembic");
            });
            assertThat(refused(null, BaselineSource.FLYWAY).code()).isEqualTo("other-history-missing");
        }
    }
}
