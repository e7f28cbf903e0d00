package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.SchemaVersionsResult.History;
import dev.lockstep.contract.protocol.SchemaVersionsResult.HistoryVersion;
import dev.lockstep.postgres.target.JdbcConnections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how far the schema history of a target is. */
public final class JdbcHistoryState {
    private JdbcHistoryState() {}

    /** Reads the state; empty if there is no history table. */
    public static Optional<History> read(JdbcConnections connections) {
        JdbcClient jdbc = connections.singleStatements();
        String name = connections.settings().historyTable();
        JdbcHistoryAccess access = JdbcHistoryAccess.read(jdbc, name);
        if (!access.exists()) {
            return Optional.empty();
        }
        HistoryTableName table = HistoryTableName.of(access.schema(), name);
        return Optional.of(of(table, new JdbcHistoryRows(table).read(jdbc)));
    }

    private static History of(HistoryTableName table, FlywayHistoryRows rows) {
        List<FlywayHistoryRows.Row> applied = rows.applied();
        return new History(
                table.qualified(),
                applied.stream()
                        .max(Comparator.comparingInt(FlywayHistoryRows.Row::rank))
                        .map(row -> new HistoryVersion(row.version(), row.rank(), row.description(), row.type()))
                        .orElse(null),
                applied.stream()
                        .map(row -> MigrationVersion.fromVersion(row.version()))
                        .max(Comparator.naturalOrder())
                        .map(MigrationVersion::getVersion)
                        .orElse(null),
                applied.size(),
                rows.rows().stream().filter(row -> !row.success()).count());
    }
}
