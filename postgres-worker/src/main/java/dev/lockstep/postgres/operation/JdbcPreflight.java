package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.worker.OperationFailed;
import java.util.Objects;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the target all that can be asked before anything is changed. */
final class JdbcPreflight {
    private static final int OLDEST_SERVER = 130000;
    private static final int LONGEST_VERSION = 50;
    private static final MigrationVersion BASELINE = MigrationVersion.fromVersion("0");

    private final JdbcAccess access;

    JdbcPreflight(JdbcAccess access) {
        this.access = access;
    }

    /** What a server says of itself and of what we may do in it. */
    record Server(int number, String version, boolean recovering, boolean readOnly, boolean mayJournal) {}

    /** Returns if the operation can be applied here. */
    void check(PostgresSql operation) {
        access.inTransaction(jdbc -> {
            checkServer(jdbc);
            HistoryTable history = historyOf(jdbc, access.settings().historyTable());
            checkHistory(jdbc, history, operation);
            return history;
        });
    }

    /** Where the history is, or will be: in the schema that unqualified names of a script go to. */
    static HistoryTable historyOf(JdbcClient jdbc, String table) {
        return jdbc.sql("SELECT current_schema()").query(String.class).list().stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(schema -> new HistoryTable(schema, table))
                .orElseThrow(() -> refused("no-schema", "the search_path names no schema that exists"));
    }

    private static void checkServer(JdbcClient jdbc) {
        Server server = jdbc.sql(
                        """
                        SELECT current_setting('server_version_num')::int AS number,
                               current_setting('server_version') AS version,
                               pg_is_in_recovery() AS recovering,
                               current_setting('transaction_read_only')::boolean AS read_only,
                               has_table_privilege('lockstep.step', 'INSERT, UPDATE, DELETE')
                                 AND has_table_privilege('lockstep.fence', 'UPDATE') AS may_journal""")
                .query(Server.class)
                .single();
        if (server.number() < OLDEST_SERVER) {
            throw refused(
                    "server-too-old", "the server is PostgreSQL %s, at least 13 is needed".formatted(server.version()));
        }
        if (server.recovering()) {
            throw refused("server-is-standby", "the server is a hot standby, which only its primary changes");
        }
        if (server.readOnly()) {
            throw refused("read-only", "transactions are read-only here (default_transaction_read_only)");
        }
        if (!server.mayJournal()) {
            throw refused("42501", "permission denied for the journal's tables in schema lockstep");
        }
    }

    private static void checkHistory(JdbcClient jdbc, HistoryTable history, PostgresSql operation) {
        if (MigrationVersion.fromVersion(operation.version()).compareTo(BASELINE) <= 0) {
            throw refused(
                    "version-not-above-baseline",
                    "version %s is not above the baseline, 0".formatted(operation.version()));
        }
        if (operation.version().length() > LONGEST_VERSION) {
            throw refused(
                    "version-too-long",
                    "version %s has more than the %d characters that the history takes"
                            .formatted(operation.version(), LONGEST_VERSION));
        }
        JdbcHistoryRows rows = new JdbcHistoryRows(history);
        if (!rows.exists(jdbc)) {
            mayCreateIn(jdbc, history);
            return;
        }
        rows.unknown(jdbc).ifPresent(row -> {
            throw refused(
                    "history-unknown",
                    "the history has %s as %s, which Flyway does not know".formatted(row, row.type()));
        });
        rows.failed(jdbc).ifPresent(row -> {
            throw refused("history-has-failure", "the history has %s as failed: repair it first".formatted(row));
        });
        rows.find(jdbc, operation.version()).ifPresent(row -> {
            throw refused("version-taken", "the history has " + row);
        });
        mayWrite(jdbc, history);
    }

    private static void mayCreateIn(JdbcClient jdbc, HistoryTable history) {
        if (!allowed(jdbc, "SELECT has_schema_privilege(:name, 'CREATE')", history.schema())) {
            throw refused(
                    "42501",
                    "permission denied for schema %s: the history table %s is made there"
                            .formatted(history.schema(), history.name()));
        }
    }

    private static void mayWrite(JdbcClient jdbc, HistoryTable history) {
        if (!allowed(jdbc, "SELECT has_table_privilege(:name, 'INSERT')", history.qualified())) {
            throw refused("42501", "permission denied for the history table " + history.qualified());
        }
    }

    private static boolean allowed(JdbcClient jdbc, String question, String name) {
        return jdbc.sql(question).param("name", name).query(Boolean.class).single();
    }

    private static OperationFailed refused(String code, String message) {
        return new OperationFailed(StepFailure.Permanent.withoutEffect(code, message));
    }
}
