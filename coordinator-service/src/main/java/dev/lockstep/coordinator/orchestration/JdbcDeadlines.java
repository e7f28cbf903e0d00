package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEffect;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What falls due by the clock of the database; each is handed to one coordinator, with its migration locked. */
public final class JdbcDeadlines {
    private final JdbcTemplate jdbc;

    public JdbcDeadlines(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A pause that is over. */
    public record Due(MigrationId migration, StepId step) {}

    /**
     * A dispatch that was silent past its lease.
     *
     * @param lastHeard absent where its worker never answered
     */
    public record Lapsed(MigrationId migration, StepId step, DispatchNumber dispatch, @Nullable Instant lastHeard) {}

    void set(MigrationId migration, SagaEffect.WakeAt wake) {
        jdbc.update(
                """
                INSERT INTO deadline (migration_id, step, due) VALUES (?, ?, ?)
                ON CONFLICT (migration_id, step) DO UPDATE SET due = excluded.due
                """,
                migration.value(),
                wake.step().value(),
                Timestamp.from(wake.due()));
    }

    /** The pause that was over first and that no other coordinator is looking at; it is taken out of the book. */
    public Optional<Due> takeDue() {
        return first(jdbc.query(
                """
                DELETE FROM deadline d USING (
                    SELECT d.migration_id, d.step FROM deadline d JOIN migration m ON m.id = d.migration_id
                    WHERE d.due <= clock_timestamp() ORDER BY d.due LIMIT 1 FOR UPDATE OF m SKIP LOCKED) taken
                WHERE d.migration_id = taken.migration_id AND d.step = taken.step AND d.due <= clock_timestamp()
                RETURNING d.migration_id, d.step
                """,
                (row, _index) -> new Due(new MigrationId(row.getObject(1, UUID.class)), new StepId(row.getString(2)))));
    }

    /** Whether any lease has lapsed. */
    public boolean anyLapsed() {
        return !jdbc.queryForList(
                        "SELECT 1 FROM dispatch WHERE settled_at IS NULL AND lease_until < clock_timestamp() LIMIT 1")
                .isEmpty();
    }

    /** The lease that lapsed first and that no other coordinator is looking at. */
    public Optional<Lapsed> nextLapsed() {
        return first(jdbc.query(
                """
                SELECT d.migration_id, d.step, d.number, d.heard_at FROM dispatch d JOIN migration m ON m.id = d.migration_id
                WHERE d.settled_at IS NULL AND d.lease_until < clock_timestamp()
                ORDER BY d.lease_until LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                """,
                (row, _index) -> new Lapsed(
                        new MigrationId(row.getObject(1, UUID.class)),
                        new StepId(row.getString(2)),
                        new DispatchNumber(row.getLong(3)),
                        instant(row.getTimestamp(4)))));
    }

    /** Ends a lease that the saga does not wait for any more. */
    public void forget(DispatchNumber dispatch) {
        jdbc.update(
                "UPDATE dispatch SET settled_at = clock_timestamp() WHERE number = ? AND settled_at IS NULL",
                dispatch.value());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static <T> Optional<T> first(List<T> rows) {
        return rows.stream().findFirst();
    }
}
