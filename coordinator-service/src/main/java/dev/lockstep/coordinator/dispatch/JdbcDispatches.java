package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.saga.Direction;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores dispatches and reads the progress that workers have reported on them. */
public final class JdbcDispatches {
    private final JdbcTemplate jdbc;

    public JdbcDispatches(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Inserts a dispatch. The lease starts later, when the command is published. */
    public void insert(Command command) {
        CommandHeader header = command.header();
        jdbc.update(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, identity, lease)
                VALUES (?, ?, ?, ?, ?, ?, make_interval(secs => ? / 1000.0))
                """,
                header.dispatch().value(),
                header.migration().value(),
                header.step().value(),
                header.target().value(),
                directionOf(command).name().toLowerCase(Locale.ROOT),
                valueOf(header.identity()),
                header.lease().toMillis());
    }

    /** Ends the lease of a dispatch on which no further report is expected. */
    public void settle(DispatchNumber dispatch) {
        jdbc.update(
                "UPDATE dispatch SET settled_at = clock_timestamp() WHERE number = ? AND settled_at IS NULL",
                dispatch.value());
    }

    /** Returns the identity of the database in a dispatch; empty for a preflight and for an unknown dispatch. */
    public Optional<TargetIdentity> boundIdentity(DispatchNumber dispatch) {
        return jdbc
                .queryForList("SELECT identity FROM dispatch WHERE number = ?", UUID.class, dispatch.value())
                .stream()
                .filter(identity -> identity != null)
                .map(TargetIdentity::new)
                .findFirst();
    }

    /** Returns the progress of the outstanding dispatches of a migration. */
    public Map<DispatchNumber, Progress> progress(MigrationId migration) {
        Map<DispatchNumber, Progress> progress = new HashMap<>();
        jdbc.query(
                """
                SELECT number, done, total FROM dispatch
                WHERE migration_id = ? AND settled_at IS NULL AND done IS NOT NULL
                """,
                row -> {
                    progress.put(
                            new DispatchNumber(row.getLong("number")),
                            new Progress(row.getLong("done"), row.getObject("total", Long.class)));
                },
                migration.value());
        return progress;
    }

    private static Direction directionOf(Command command) {
        return switch (command) {
            case Command.Preflight _c -> Direction.PREFLIGHT;
            case Command.Apply _c -> Direction.APPLY;
            case Command.Compensate _c -> Direction.COMPENSATE;
            case Command.Finish _c -> Direction.FINISH;
            case Command.Purge _c -> throw new IllegalArgumentException("a purge is not dispatched by a saga");
        };
    }

    private static @Nullable UUID valueOf(@Nullable TargetIdentity identity) {
        return identity == null ? null : identity.value();
    }
}
