package dev.lockstep.example.subscriber;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.subscriber.MigrationListener;
import dev.lockstep.subscriber.MigrationMessage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;

/** The table of migrations. It counts events, so that an event applied twice would show. */
class JdbcReadModel {
    private static final int PREFIX = "dev.lockstep.migration.".length();
    private static final RowMapper<MigrationView> VIEW = (row, number) -> new MigrationView(
            row.getString("migration"),
            row.getString("plan"),
            row.getString("state"),
            row.getInt("round"),
            row.getLong("events"),
            row.getLong("conflicts"));

    private final JdbcOperations jdbc;

    JdbcReadModel(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @MigrationListener
    void on(MigrationMessage message) {
        long conflicts = message.event() instanceof MigrationEvent.RolledBack rolledBack ? rolledBack.conflicts() : 0;
        jdbc.update(
                """
                INSERT INTO migrations AS m (migration, plan, state, round, events, conflicts) VALUES (?, ?, ?, ?, 1, ?)
                ON CONFLICT (migration) DO UPDATE SET state = excluded.state, round = excluded.round,
                    events = m.events + 1, conflicts = m.conflicts + excluded.conflicts
                """,
                message.subject().value(),
                message.event().plan().value(),
                message.type().substring(PREFIX),
                message.round(),
                conflicts);
    }

    List<MigrationView> firstHundred() {
        return jdbc.query("SELECT * FROM migrations ORDER BY migration LIMIT 100", VIEW);
    }

    Optional<MigrationView> find(UUID migration) {
        return jdbc.query("SELECT * FROM migrations WHERE migration = ?", VIEW, migration).stream()
                .findFirst();
    }
}
