package dev.lockstep.coordinator.plan;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was answered to whom: the same key gets the same answer, and two at once get it one after the other. */
final class JdbcIdempotencyKeys {
    private final JdbcTemplate jdbc;

    JdbcIdempotencyKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An answer that was given under a key to a request with this hash. */
    record Answered(String requestHash, int status, String etag, String migration, String body) {}

    /** Empty where the key is new; it is taken then, until the transaction ends one way or the other. */
    Optional<Answered> takeOrAnswer(String key, String requestHash) {
        int taken = jdbc.update(
                "INSERT INTO idempotency_key (key, request_hash) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                key,
                requestHash);
        return taken == 1 ? Optional.empty() : Optional.of(answered(key));
    }

    private Answered answered(String key) {
        return jdbc.query(
                        "SELECT request_hash, status, etag, migration_id, body FROM idempotency_key WHERE key = ?",
                        (row, _index) -> new Answered(
                                row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5)),
                        key)
                .getFirst();
    }

    void answer(String key, Answered answered) {
        jdbc.update(
                "UPDATE idempotency_key SET status = ?, etag = ?, migration_id = ?::uuid, body = ?::json WHERE key = ?",
                answered.status(),
                answered.etag(),
                answered.migration(),
                answered.body(),
                key);
    }

    int forgetOlderThan(Duration age) {
        return jdbc.update(
                "DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - make_interval(secs => ?)",
                (double) age.toSeconds());
    }
}
