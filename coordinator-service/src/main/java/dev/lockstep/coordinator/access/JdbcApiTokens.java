package dev.lockstep.coordinator.access;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores tokens by their hash. Times are those of the database. */
final class JdbcApiTokens {
    private static final String COLUMNS =
            "id, name, kind, grants, created_at, created_by, expires_at, last_used_at, revoked_at";
    private static final int MAX_LISTED = 1_000;
    private final JdbcTemplate jdbc;

    JdbcApiTokens(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores a token. It is empty if there is a token with this hash, whether valid or not. */
    Optional<ApiToken> insert(String hash, NewToken token) {
        return jdbc
                .query(
                        """
                        INSERT INTO api_token (id, hash, name, kind, grants, created_at, created_by, expires_at)
                        VALUES (?, ?, ?, ?, ?::text[], now(), ?::json, now() + make_interval(secs => ?))
                        ON CONFLICT (hash) DO NOTHING RETURNING %s
                        """
                                .formatted(COLUMNS),
                        (row, _index) -> token(row),
                        UUID.randomUUID(),
                        hash,
                        token.name(),
                        token.kind().name(),
                        token.grants().stream().map(Grant::toString).toArray(String[]::new),
                        LockstepJson.messages().writeValueAsString(token.createdBy()),
                        (double) token.lifetime().toSeconds())
                .stream()
                .findFirst();
    }

    /** The token with this hash, unless it is expired or revoked. */
    Optional<ApiToken> findValid(String hash) {
        return findValid("hash", hash);
    }

    /** The token with this id, unless it is expired or revoked. */
    Optional<ApiToken> findValid(UUID id) {
        return findValid("id", id);
    }

    private Optional<ApiToken> findValid(String column, Object value) {
        return jdbc
                .query(
                        "SELECT %s FROM api_token WHERE %s = ? AND revoked_at IS NULL AND expires_at > now()"
                                .formatted(COLUMNS, column),
                        (row, _index) -> token(row),
                        value)
                .stream()
                .findFirst();
    }

    /** All tokens, valid ones first, then the newest first; at most a thousand. */
    List<ApiToken> all() {
        return jdbc.query(
                """
                SELECT %s FROM api_token
                ORDER BY (revoked_at IS NULL AND expires_at > now()) DESC, created_at DESC LIMIT %d
                """
                        .formatted(COLUMNS, MAX_LISTED),
                (row, _index) -> token(row));
    }

    /** Revokes a token. Empty if there is none with this id; a token that is revoked already stays as it is. */
    Optional<ApiToken> revoke(UUID id) {
        return jdbc
                .query(
                        "UPDATE api_token SET revoked_at = coalesce(revoked_at, now()) WHERE id = ? RETURNING "
                                + COLUMNS,
                        (row, _index) -> token(row),
                        id)
                .stream()
                .findFirst();
    }

    void saveLastUses(Map<UUID, Instant> uses) {
        jdbc.batchUpdate(
                "UPDATE api_token SET last_used_at = greatest(last_used_at, ?) WHERE id = ?",
                uses.entrySet().stream()
                        .map(use -> new Object[] {Timestamp.from(use.getValue()), use.getKey()})
                        .toList());
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Actor.Kind.valueOf(row.getString("kind")),
                grants(row.getArray("grants")),
                row.getTimestamp("created_at").toInstant(),
                LockstepJson.messages().readValue(row.getString("created_by"), Actor.class),
                row.getTimestamp("expires_at").toInstant(),
                instant(row.getTimestamp("last_used_at")),
                instant(row.getTimestamp("revoked_at")));
    }

    private static List<Grant> grants(Array array) throws SQLException {
        return Arrays.stream((String[]) array.getArray()).map(Grant::parse).toList();
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
