package dev.lockstep.coordinator.action;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores responses under their idempotency keys. Concurrent requests with the same key run one after the other. */
final class JdbcIdempotencyKeys {
    private final JdbcTemplate jdbc;

    JdbcIdempotencyKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reserves a new key, or finds the response of a known key.
     *
     * @return the stored response; empty if the key is new and now reserved until the transaction ends
     */
    Optional<StoredResponse> reserveOrFind(IdempotencyKey key, String requestHash) {
        int inserted = jdbc.update(
                """
                INSERT INTO idempotency_key (caller, key, request_hash) VALUES (?, ?, ?)
                ON CONFLICT (caller, key) DO NOTHING
                """,
                key.caller(),
                key.value(),
                requestHash);
        return inserted == 1 ? Optional.empty() : Optional.of(find(key));
    }

    private StoredResponse find(IdempotencyKey key) {
        return jdbc.query(
                        """
                        SELECT request_hash, status, etag, migration_id, body FROM idempotency_key
                        WHERE caller = ? AND key = ?
                        """,
                        (row, _index) -> new StoredResponse(
                                row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5)),
                        key.caller(),
                        key.value())
                .getFirst();
    }

    void save(IdempotencyKey key, StoredResponse response) {
        jdbc.update(
                """
                UPDATE idempotency_key SET status = ?, etag = ?, migration_id = ?::uuid, body = ?::json
                WHERE caller = ? AND key = ?
                """,
                response.status(),
                response.etag(),
                response.migration(),
                response.body(),
                key.caller(),
                key.value());
    }

    int deleteOlderThan(Duration age) {
        return jdbc.update(
                "DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - make_interval(secs => ?)",
                (double) age.toSeconds());
    }
}
