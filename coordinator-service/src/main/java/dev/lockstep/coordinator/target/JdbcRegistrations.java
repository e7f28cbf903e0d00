package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores the registrations, so that a coordinator knows them when it starts and Kafka is unreachable. Otherwise the
 * coordinator reads them from memory.
 */
final class JdbcRegistrations {
    private final JdbcTemplate jdbc;

    JdbcRegistrations(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A registration and the time since the last message of its worker. */
    record Stored(LatestRegistration registration, Duration age) {}

    List<Stored> all() {
        return jdbc.query(
                """
                SELECT r.target, r.worker, r.kind, r.identity, r.server_version, r.operations, r.requests,
                    (extract(epoch FROM clock_timestamp() - w.seen_at) * 1000)::bigint AS age_millis
                FROM target_registration r JOIN worker w ON w.name = r.worker
                """,
                (row, _index) -> stored(row));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        UUID identity = row.getObject("identity", UUID.class);
        LatestRegistration registration = new LatestRegistration(
                new TargetName(row.getString("target")),
                row.getString("worker"),
                TargetKind.valueOf(row.getString("kind")),
                identity == null ? null : new TargetIdentity(identity),
                row.getString("server_version"),
                List.of((String[]) row.getArray("operations").getArray()),
                List.of((String[]) row.getArray("requests").getArray()));
        return new Stored(registration, Duration.ofMillis(Math.max(0, row.getLong("age_millis"))));
    }

    /**
     * Saves registrations and the times of the last messages with one statement. Rows are locked in the order of their keys.
     *
     * @param ages the time since the last message of each worker
     */
    void save(List<LatestRegistration> registrations, SequencedMap<String, Duration> ages) {
        new JdbcCombinedStatement()
                .add(
                        "saved_workers",
                        """
                        INSERT INTO worker (name, seen_at)
                        SELECT name, clock_timestamp() - make_interval(secs => age / 1000.0)
                        FROM unnest(?::text[], ?::bigint[]) AS w (name, age) ORDER BY name
                        ON CONFLICT (name) DO UPDATE SET seen_at = greatest(worker.seen_at, excluded.seen_at)
                        """,
                        JdbcCombinedStatement.texts(ages.keySet(), name -> name),
                        JdbcCombinedStatement.numbers(ages.values(), Duration::toMillis))
                .add(
                        "saved_registrations",
                        """
                        INSERT INTO target_registration
                            (target, worker, kind, identity, server_version, operations, requests)
                        SELECT target, worker, kind, identity, server_version, string_to_array(operations, ','),
                            string_to_array(requests, ',')
                        FROM unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[])
                            AS r (target, worker, kind, identity, server_version, operations, requests)
                        ORDER BY target, worker
                        ON CONFLICT (target, worker) DO UPDATE SET kind = excluded.kind,
                            identity = excluded.identity, server_version = excluded.server_version,
                            operations = excluded.operations, requests = excluded.requests
                        """,
                        JdbcCombinedStatement.texts(registrations, LatestRegistration::target),
                        JdbcCombinedStatement.texts(registrations, LatestRegistration::worker),
                        JdbcCombinedStatement.texts(
                                registrations,
                                registration -> registration.kind().name()),
                        JdbcCombinedStatement.texts(registrations, LatestRegistration::identity),
                        JdbcCombinedStatement.texts(registrations, LatestRegistration::serverVersion),
                        JdbcCombinedStatement.texts(
                                registrations, registration -> String.join(",", registration.operations())),
                        JdbcCombinedStatement.texts(
                                registrations, registration -> String.join(",", registration.requests())))
                .execute(jdbc, "SELECT true", (row, _index) -> row.getBoolean(1));
    }

    /** Deletes registrations, and workers without any. */
    void delete(List<RegistrationKey> removed) {
        jdbc.update(
                """
                DELETE FROM target_registration WHERE (target, worker) IN (SELECT * FROM unnest(?::text[], ?::text[]))
                """,
                JdbcCombinedStatement.texts(removed, RegistrationKey::target),
                JdbcCombinedStatement.texts(removed, RegistrationKey::worker));
        jdbc.update(
                """
                DELETE FROM worker w WHERE seen_at < clock_timestamp() - interval '1 day'
                    AND NOT EXISTS (SELECT 1 FROM target_registration r WHERE r.worker = w.name)
                """);
    }
}
