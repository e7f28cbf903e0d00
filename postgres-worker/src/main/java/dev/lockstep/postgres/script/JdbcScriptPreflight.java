package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import dev.lockstep.worker.OperationFailed;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the server and the schema history before a script, without changing anything. */
public final class JdbcScriptPreflight {
    private static final int LONGEST_VERSION = 50;
    private static final MigrationVersion BASELINE = MigrationVersion.fromVersion("0");

    private final JdbcConnections connections;

    public JdbcScriptPreflight(JdbcConnections connections) {
        this.connections = connections;
    }

    /**
     * Returns if the operation can be applied.
     *
     * @throws OperationFailed with what prevents it
     */
    public void check(PostgresSql operation) {
        connections.inTransaction(jdbc -> {
            JdbcServerPreflight.check(jdbc);
            HistoryTable history =
                    JdbcSchemaHistory.locate(jdbc, connections.settings().historyTable());
            checkVersion(operation.version());
            checkHistory(jdbc, history, operation);
            return history;
        });
    }

    private static void checkVersion(String version) {
        if (MigrationVersion.fromVersion(version).compareTo(BASELINE) <= 0) {
            throw OperationFailed.withoutEffect(
                    "version-not-above-baseline",
                    "version is %s; a version above the baseline, 0, is expected".formatted(version));
        }
        if (version.length() > LONGEST_VERSION) {
            throw OperationFailed.withoutEffect(
                    "version-too-long",
                    "version %s has %d characters; the history takes at most %d"
                            .formatted(version, version.length(), LONGEST_VERSION));
        }
    }

    private static void checkHistory(JdbcClient jdbc, HistoryTable history, PostgresSql operation) {
        JdbcHistoryRows rows = new JdbcHistoryRows(history);
        if (!rows.exists(jdbc)) {
            requireCreate(jdbc, history);
            return;
        }
        rows.findUnknownType(jdbc).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-type-unknown",
                    "the history has %s with type %s, which Flyway does not know".formatted(row, row.type()));
        });
        rows.findFailed(jdbc).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-has-failed-version",
                    "the history has %s as failed; remove the row or repair the history first".formatted(row));
        });
        rows.requireFreeVersion(jdbc, operation.version());
        requireInsert(jdbc, history);
    }

    private static void requireCreate(JdbcClient jdbc, HistoryTable history) {
        if (!isAllowed(jdbc, "SELECT has_schema_privilege(:name, 'CREATE')", history.schema())) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for schema %s, where the history table %s would be created; grant CREATE on it"
                            .formatted(history.schema(), history.name()));
        }
    }

    private static void requireInsert(JdbcClient jdbc, HistoryTable history) {
        if (!isAllowed(jdbc, "SELECT has_table_privilege(:name, 'INSERT')", history.qualified())) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for the history table %s; grant INSERT on it".formatted(history.qualified()));
        }
    }

    private static boolean isAllowed(JdbcClient jdbc, String query, String name) {
        return jdbc.sql(query).param("name", name).query(Boolean.class).single();
    }
}
