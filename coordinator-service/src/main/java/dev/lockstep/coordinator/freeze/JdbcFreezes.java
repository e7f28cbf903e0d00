package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Stores freezes. All methods take part in the current transaction. */
public final class JdbcFreezes {
    /**
     * A query that has a row if no freeze is open. Its column {@code stopped_targets} has the targets on which nothing
     * starts all the same.
     */
    public static final String UNFROZEN =
            "SELECT stopped_targets FROM freeze_state WHERE open_freeze IS NULL OR open_until <= clock_timestamp()";
    /**
     * The same query, which then prevents freezes from opening until the transaction ends.
     * If a freeze is opened or broken, or a target stopped, at the same time, the query waits for it and then sees it.
     */
    public static final String LOCK_UNFROZEN = UNFROZEN + " FOR SHARE";

    private static final TypeReference<List<BreakRequest>> BREAK_REQUESTS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;

    public JdbcFreezes(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The open freeze; empty if nothing is frozen. */
    public Optional<Freeze> findOpen() {
        return select("JOIN freeze_state s ON s.open_freeze = f.id"
                        + " WHERE s.open_until IS NULL OR s.open_until > clock_timestamp()")
                .stream()
                .findFirst();
    }

    /**
     * Waits until every transaction that starts something has ended, and prevents others until the current transaction
     * ends.
     *
     * @return the time of the database
     */
    Instant lock() {
        jdbc.query("SELECT 1 FROM freeze_state FOR UPDATE", _row -> {});
        return now();
    }

    Instant now() {
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT date_trunc('milliseconds', clock_timestamp())",
                (row, _index) -> row.getTimestamp(1).toInstant()));
    }

    /** Opens a freeze. Requires the lock, and that none is open. */
    Freeze open(FreezeRequest.Checked request, Actor actor, Instant at, @Nullable RequestKey key) {
        Freeze opened = jdbc.query(
                        """
                        INSERT INTO migration_freeze AS f
                            (version, reason, actor, opened_at, open_until, break_requests, caller, idempotency_key)
                        VALUES (1, ?, ?::json, ?, ?, '[]', ?, ?) RETURNING f.*
                        """,
                        JdbcFreezes::freeze,
                        request.reason(),
                        LockstepJson.messages().writeValueAsString(actor),
                        Timestamp.from(at),
                        timestamp(request.until()),
                        key == null ? null : key.caller(),
                        key == null ? null : key.value())
                .getFirst();
        jdbc.update("UPDATE freeze_state SET open_freeze = ?, open_until = ?", opened.id(), timestamp(request.until()));
        return opened;
    }

    /** Writes the requests to break a freeze, and its end if it is broken. Requires the lock. */
    void update(Freeze changed) {
        jdbc.update(
                "UPDATE migration_freeze SET version = ?, ended_at = ?, break_requests = ?::json WHERE id = ?",
                changed.version(),
                timestamp(changed.endedAt()),
                LockstepJson.messages().writeValueAsString(changed.breakRequests()),
                changed.id());
        if (changed.isBroken()) {
            jdbc.update(
                    "UPDATE freeze_state SET open_freeze = NULL, open_until = NULL WHERE open_freeze = ?",
                    changed.id());
        }
    }

    /** Writes the end of a freeze whose time is over. Only one of several coordinators gets it. */
    Optional<Freeze> expire() {
        return jdbc
                .query(
                        """
                        UPDATE migration_freeze f SET version = version + 1, ended_at = open_until
                        WHERE ended_at IS NULL AND open_until <= clock_timestamp() RETURNING f.*
                        """,
                        JdbcFreezes::freeze)
                .stream()
                .findFirst();
    }

    Optional<Freeze> find(long id) {
        return select("WHERE f.id = ?", id).stream().findFirst();
    }

    /** The freeze that a request with this key has opened. */
    Optional<Freeze> find(RequestKey key) {
        return select("WHERE f.caller = ? AND f.idempotency_key = ?", key.caller(), key.value()).stream()
                .findFirst();
    }

    /** The freezes with a lower id, newest first. Only the first of all can be open. */
    List<Freeze> before(long id, int limit) {
        return select("WHERE f.id < ? ORDER BY f.id DESC LIMIT ?", id, limit);
    }

    private List<Freeze> select(String rest, Object... values) {
        return jdbc.query("SELECT f.* FROM migration_freeze f " + rest, JdbcFreezes::freeze, values);
    }

    private static Freeze freeze(ResultSet row, int _index) throws SQLException {
        return new Freeze(
                row.getLong("id"),
                row.getLong("version"),
                row.getString("reason"),
                LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                row.getTimestamp("opened_at").toInstant(),
                instant(row.getTimestamp("open_until")),
                instant(row.getTimestamp("ended_at")),
                LockstepJson.messages().readValue(row.getString("break_requests"), BREAK_REQUESTS));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
