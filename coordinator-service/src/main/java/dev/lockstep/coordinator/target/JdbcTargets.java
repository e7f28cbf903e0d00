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

/** The targets that were ever registered, and what is to be thought of each now. */
public final class JdbcTargets {
    private final JdbcTemplate jdbc;

    public JdbcTargets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Every target, by name. */
    public List<TargetView> all() {
        return new TargetJudgement(registrations()).all();
    }

    public Optional<TargetView> find(TargetName name) {
        return all().stream().filter(target -> target.name().equals(name)).findFirst();
    }

    /** Heard just now. */
    void heard(TargetRegistration said) {
        heard(said, null);
    }

    /** Said at a time that has passed, and read only now. */
    void heardLate(TargetRegistration said, Instant at) {
        heard(said, Timestamp.from(at));
    }

    private void heard(TargetRegistration said, @Nullable Timestamp at) {
        jdbc.update(
                """
                INSERT INTO target_registration (target, worker, kind, identity, server_version, operations, heard_at)
                VALUES (?, ?, ?, ?, ?, ?, least(coalesce(?, clock_timestamp()), clock_timestamp()))
                ON CONFLICT (target, worker, identity) DO UPDATE SET kind = excluded.kind,
                    server_version = excluded.server_version, operations = excluded.operations,
                    heard_at = greatest(target_registration.heard_at, excluded.heard_at)
                """,
                said.target().value(),
                said.worker(),
                said.kind().name(),
                said.identity() == null ? null : said.identity().value(),
                said.serverVersion(),
                said.operations().toArray(String[]::new),
                at);
        // What a worker now says of a target takes the place of its having not reached it before.
        if (said.identity() != null) {
            jdbc.update(
                    "DELETE FROM target_registration WHERE target = ? AND worker = ? AND identity IS NULL",
                    said.target().value(),
                    said.worker());
        }
    }

    /** Forgets workers that are long gone, but never the last word on a target. */
    public void forgetOldWorkers() {
        jdbc.update(
                """
                DELETE FROM target_registration old WHERE heard_at < clock_timestamp() - interval '1 day'
                    AND EXISTS (SELECT 1 FROM target_registration newer
                        WHERE newer.target = old.target AND newer.heard_at > old.heard_at)
                """);
    }

    private List<Registration> registrations() {
        return jdbc.query(
                """
                SELECT target, worker, kind, identity, server_version, operations,
                    (extract(epoch FROM clock_timestamp() - heard_at) * 1000)::bigint AS silence
                FROM target_registration
                """,
                (row, _index) -> registration(row));
    }

    private static Registration registration(ResultSet row) throws SQLException {
        UUID identity = row.getObject("identity", UUID.class);
        return new Registration(
                new TargetName(row.getString("target")),
                row.getString("worker"),
                TargetKind.valueOf(row.getString("kind")),
                identity == null ? null : new TargetIdentity(identity),
                row.getString("server_version"),
                strings(row.getArray("operations")),
                Duration.ofMillis(Math.max(0, row.getLong("silence"))));
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
