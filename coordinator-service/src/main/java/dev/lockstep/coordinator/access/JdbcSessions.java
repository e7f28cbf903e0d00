package dev.lockstep.coordinator.access;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores sessions by the hash of the text in their cookie. Times are those of the database. */
final class JdbcSessions {
    private final JdbcTemplate jdbc;

    JdbcSessions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** By what the caller of a session is found. */
    sealed interface Origin {
        /** An API token, whose grants are those that it has now. */
        record Token(UUID id) implements Origin {}

        /** An identity with these groups at the time of its sign-in. */
        record Identity(String caller, Actor actor, List<String> groups) implements Origin {}
    }

    /** @param lifetime the time until it expires, by the clock of the database */
    record Inserted(UUID id, Duration lifetime) {}

    /** Stores a session that ends with the token, and after the given time. */
    Inserted insert(String hash, ValidToken.Stored token, Duration maxLifetime) {
        return insert(
                """
                SELECT ?::uuid, ?, ?, id, NULL::json, NULL::text[], clock_timestamp(),
                       least(now() + make_interval(secs => ?), expires_at)
                FROM api_token WHERE id = ?
                """,
                UUID.randomUUID(),
                hash,
                token.caller().id(),
                (double) maxLifetime.toSeconds(),
                token.id());
    }

    /** Stores a session that ends with the token, and after the given time. */
    Inserted insert(String hash, ValidToken.Issued token, Duration maxLifetime) {
        return insert(
                """
                SELECT ?::uuid, ?, ?, NULL::uuid, ?::json, ?::text[], clock_timestamp(),
                       least(now() + make_interval(secs => ?), ?::timestamptz)
                """,
                UUID.randomUUID(),
                hash,
                token.caller().id(),
                LockstepJson.messages().writeValueAsString(token.caller().actor()),
                token.groups().toArray(String[]::new),
                (double) maxLifetime.toSeconds(),
                OffsetDateTime.ofInstant(token.expiresAt(), ZoneOffset.UTC));
    }

    private Inserted insert(String values, Object... parameters) {
        return jdbc.query(
                        """
                        INSERT INTO browser_session (id, hash, caller, token, actor, groups, created_at, expires_at) %s
                        RETURNING id, greatest(0, floor(extract(epoch FROM expires_at - clock_timestamp())))::bigint
                        """
                                .formatted(values),
                        (row, _index) -> new Inserted(row.getObject(1, UUID.class), Duration.ofSeconds(row.getLong(2))),
                        parameters)
                .getFirst();
    }

    /** Makes other transactions that call this for the same caller wait until the end of this one. */
    void lock(String caller) {
        jdbc.query("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", _row -> {}, caller);
    }

    /** Deletes the sessions of a caller, except for the newest ones. */
    void deleteAllBut(int kept, String caller) {
        jdbc.update(
                """
                DELETE FROM browser_session WHERE caller = ?
                AND id NOT IN (SELECT id FROM browser_session WHERE caller = ? ORDER BY created_at DESC LIMIT ?)
                """,
                caller,
                caller,
                kept);
    }

    /** The session with this hash, unless it has expired. */
    Optional<Origin> findValid(String hash) {
        return jdbc
                .query(
                        """
                        SELECT caller, token, actor, groups FROM browser_session
                        WHERE hash = ? AND expires_at > now()
                        """,
                        (row, _index) -> origin(row),
                        hash)
                .stream()
                .findFirst();
    }

    private static Origin origin(ResultSet row) throws SQLException {
        UUID token = row.getObject("token", UUID.class);
        return token == null
                ? new Origin.Identity(
                        row.getString("caller"),
                        LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                        texts(row.getArray("groups")))
                : new Origin.Token(token);
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** Deletes a session. Empty if there is none with this hash. */
    Optional<UUID> delete(String hash) {
        return jdbc
                .query(
                        "DELETE FROM browser_session WHERE hash = ? RETURNING id",
                        (row, _index) -> row.getObject(1, UUID.class),
                        hash)
                .stream()
                .findFirst();
    }

    /** Deletes the sessions that have expired, and those of tokens that are revoked. */
    void deleteEnded() {
        jdbc.update(
                """
                DELETE FROM browser_session s WHERE expires_at <= now()
                OR EXISTS (SELECT FROM api_token t WHERE t.id = s.token AND t.revoked_at IS NOT NULL)
                """);
    }
}
