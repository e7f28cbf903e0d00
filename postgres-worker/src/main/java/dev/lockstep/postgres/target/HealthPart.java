package dev.lockstep.postgres.target;

import dev.lockstep.worker.HealthSignal;
import java.util.ArrayList;
import java.util.List;

/** What is read for one limit, as a part of the statement. Its columns are the kind, a subject, a value, and bytes. */
enum HealthPart {
    /**
     * The lag of each physical standby, and how many bytes it has to replay. A standby that has stopped to reply keeps its
     * last measured lag, so the time since its last reply counts too. A user without pg_monitor sees nulls.
     */
    STANDBYS(
            HealthSignal.REPLICA_LAG,
            """
            SELECT 'standby' AS kind, coalesce(nullif(application_name, ''), client_addr::text, w.pid::text) AS subject,
                   greatest(extract(epoch FROM replay_lag), extract(epoch FROM clock_timestamp() - reply_time))::float8
                       AS value,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 AS bytes
              FROM pg_stat_get_wal_senders() w CROSS JOIN LATERAL pg_stat_get_activity(w.pid) a
             WHERE NOT EXISTS (SELECT FROM pg_replication_slots s
                                WHERE s.active_pid = w.pid AND s.slot_type = 'logical')"""),

    WAITERS(
            HealthSignal.LOCK_WAITERS,
            """
            SELECT 'waiters', '', count(DISTINCT l.pid)::float8, 0
              FROM pg_locks l CROSS JOIN LATERAL pg_stat_get_activity(l.pid) a
             WHERE NOT l.granted AND l.locktype <> 'advisory'
               AND a.datid = (SELECT oid FROM pg_database WHERE datname = current_database())"""),

    VACUUMS(
            HealthSignal.VACUUM,
            """
            SELECT 'vacuum', c.relname::text, 0, 0
              FROM pg_stat_progress_vacuum v JOIN pg_class c ON c.oid = v.relid
             WHERE v.datname = current_database()"""),

    WAL(
            HealthSignal.WAL_RATE,
            """
            SELECT 'wal', '', pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8, 0""");

    private final HealthSignal signal;
    private final String sql;

    HealthPart(HealthSignal signal, String sql) {
        this.signal = signal;
        this.sql = sql;
    }

    HealthSignal signal() {
        return signal;
    }

    String sql() {
        return sql;
    }

    /** The parts that these limits need. */
    static List<HealthPart> of(PostgresHealthLimits limits) {
        List<HealthPart> parts = new ArrayList<>();
        if (limits.replicaLag() != null) {
            parts.add(STANDBYS);
        }
        if (limits.lockWaiters() != null) {
            parts.add(WAITERS);
        }
        if (limits.isVacuumWaitedFor()) {
            parts.add(VACUUMS);
        }
        if (limits.walPerSecond() != null) {
            parts.add(WAL);
        }
        return List.copyOf(parts);
    }
}
