package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks, without changes, that the server and its schema history allow a script. */
public final class JdbcScriptPreflight {
    /** The size of column {@code version} in Flyway's history table. */
    private static final int MAX_VERSION_LENGTH = 50;

    private static final MigrationVersion BASELINE = MigrationVersion.fromVersion("0");

    private final JdbcConnections connections;

    public JdbcScriptPreflight(JdbcConnections connections) {
        this.connections = connections;
    }

    /**
     * Checks that the operation can be applied.
     *
     * @throws OperationFailed if it cannot
     */
    public void check(PostgresSql operation) {
        connections.inTransaction(jdbc -> {
            JdbcServerPreflight.check(jdbc);
            HistoryTableName history =
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
                    "version \"%s\" is not above the baseline version \"0\"; use a version such as \"1\""
                            .formatted(version));
        }
        if (version.length() > MAX_VERSION_LENGTH) {
            throw OperationFailed.withoutEffect(
                    "version-too-long",
                    "version \"%s\" has %d characters; the schema history allows at most %d"
                            .formatted(version, version.length(), MAX_VERSION_LENGTH));
        }
    }

    private static void checkHistory(JdbcClient jdbc, HistoryTableName history, PostgresSql operation) {
        JdbcHistoryRows rows = new JdbcHistoryRows(history);
        if (!rows.exists(jdbc)) {
            requireCreatePrivilege(jdbc, history);
            return;
        }
        rows.findUnknownType(jdbc).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-type-unknown",
                    "the schema history contains %s with type %s, which Flyway does not know; correct or remove the row"
                            .formatted(row, row.type()));
        });
        rows.findFailed(jdbc).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-has-failed-version",
                    "the schema history contains %s as failed; remove the row or repair the history".formatted(row));
        });
        rows.requireUnusedVersion(jdbc, operation.version());
        requirePrivileges(jdbc, history);
    }

    private static void requireCreatePrivilege(JdbcClient jdbc, HistoryTableName history) {
        if (!hasPrivilege(jdbc, "SELECT has_schema_privilege(:name, 'CREATE')", history.schema())) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for schema %s, but the history table %s is created in it; grant CREATE on it"
                            .formatted(history.schema(), history.name()));
        }
    }

    /** Each privilege is asked for alone, because a list is granted if any of them is. Locking needs UPDATE. */
    private static void requirePrivileges(JdbcClient jdbc, HistoryTableName history) {
        for (String privilege : List.of("INSERT", "UPDATE")) {
            if (!hasPrivilege(
                    jdbc, "SELECT has_table_privilege(:name, '%s')".formatted(privilege), history.qualified())) {
                throw OperationFailed.withoutEffect(
                        "42501",
                        "permission denied for the history table %s; grant %s on the table"
                                .formatted(history.qualified(), privilege));
            }
        }
    }

    private static boolean hasPrivilege(JdbcClient jdbc, String query, String name) {
        return jdbc.sql(query).param("name", name).query(Boolean.class).single();
    }
}
