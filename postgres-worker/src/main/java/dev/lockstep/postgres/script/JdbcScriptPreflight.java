package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import dev.lockstep.worker.OperationFailed;
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
        JdbcClient jdbc = connections.singleStatements();
        JdbcServerPreflight.check(jdbc);
        checkVersion(operation.version());
        checkHistory(jdbc, operation.version());
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

    private void checkHistory(JdbcClient jdbc, String version) {
        String name = connections.settings().historyTable();
        JdbcHistoryAccess access = JdbcHistoryAccess.read(jdbc, name);
        HistoryTableName table = HistoryTableName.of(access.schema(), name);
        if (access.exists()) {
            checkRows(new JdbcHistoryRows(table).read(jdbc), version);
            requireWritePrivileges(access, table);
        } else {
            requireCreatePrivilege(access, table);
        }
    }

    private static void requireWritePrivileges(JdbcHistoryAccess access, HistoryTableName history) {
        if (!access.mayInsert() || !access.mayUpdate()) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for the history table %s; grant %s on the table"
                            .formatted(history.qualified(), access.mayInsert() ? "UPDATE" : "INSERT"));
        }
    }

    private static void requireCreatePrivilege(JdbcHistoryAccess access, HistoryTableName history) {
        if (!access.mayCreate()) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for schema %s, but the history table %s is created in it; grant CREATE on it"
                            .formatted(history.schema(), history.name()));
        }
    }

    private static void checkRows(FlywayHistoryRows rows, String version) {
        rows.findUnknownType().ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-type-unknown",
                    "the schema history contains %s with type %s, which Flyway does not know; correct or remove the row"
                            .formatted(row, row.type()));
        });
        rows.findFailed().ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "history-has-failed-version",
                    "the schema history contains %s as failed; remove the row or repair the history".formatted(row));
        });
        rows.requireUnusedVersion(version);
    }
}
