package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Saves the registrations of targets and derives the readiness of each target from them. */
public final class JdbcTargets {
    private final JdbcTemplate jdbc;

    public JdbcTargets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns all targets that were ever registered, sorted by name. */
    public List<TargetView> all() {
        return new TargetViewBuilder(latestRegistrations()).build();
    }

    public Optional<TargetView> find(TargetName name) {
        return all().stream().filter(target -> target.name().equals(name)).findFirst();
    }

    /** Saves a registration that is sent now. */
    void save(TargetRegistration registration) {
        upsert(registration, null);
    }

    /** Saves a registration that was sent at an earlier time. */
    void save(TargetRegistration registration, Instant sentAt) {
        upsert(registration, Timestamp.from(sentAt));
    }

    private void upsert(TargetRegistration registration, @Nullable Timestamp sentAt) {
        jdbc.update(
                """
                INSERT INTO target_registration
                    (target, worker, kind, identity, server_version, operations, registered_at)
                VALUES (?, ?, ?, ?, ?, ?, least(coalesce(?, clock_timestamp()), clock_timestamp()))
                ON CONFLICT (target, worker, identity) DO UPDATE SET kind = excluded.kind,
                    server_version = excluded.server_version, operations = excluded.operations,
                    registered_at = greatest(target_registration.registered_at, excluded.registered_at)
                """,
                registration.target().value(),
                registration.worker(),
                registration.kind().name(),
                registration.identity() == null ? null : registration.identity().value(),
                registration.serverVersion(),
                registration.operations().toArray(String[]::new),
                sentAt);
        // The worker reaches the store now, so its earlier registrations without an identity are obsolete.
        if (registration.identity() != null) {
            jdbc.update(
                    "DELETE FROM target_registration WHERE target = ? AND worker = ? AND identity IS NULL",
                    registration.target().value(),
                    registration.worker());
        }
    }

    /** Deletes registrations older than one day, except the latest registration of each target. */
    public void deleteOutdated() {
        jdbc.update(
                """
                DELETE FROM target_registration older WHERE registered_at < clock_timestamp() - interval '1 day'
                    AND EXISTS (SELECT 1 FROM target_registration newer
                        WHERE newer.target = older.target AND newer.registered_at > older.registered_at)
                """);
    }

    private List<LatestRegistration> latestRegistrations() {
        return jdbc.query(
                """
                SELECT target, worker, kind, identity, server_version, operations,
                    (extract(epoch FROM clock_timestamp() - registered_at) * 1000)::bigint AS age_millis
                FROM target_registration
                """,
                (row, _index) -> registration(row));
    }

    private static LatestRegistration registration(ResultSet row) throws SQLException {
        UUID identity = row.getObject("identity", UUID.class);
        return new LatestRegistration(
                new TargetName(row.getString("target")),
                row.getString("worker"),
                TargetKind.valueOf(row.getString("kind")),
                identity == null ? null : new TargetIdentity(identity),
                row.getString("server_version"),
                strings(row.getArray("operations")),
                Duration.ofMillis(Math.max(0, row.getLong("age_millis"))));
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
