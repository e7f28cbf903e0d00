package dev.lockstep.postgres.target;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The state of a session when a dispatch takes it.
 *
 * @param pid the server's process id
 * @param backend identifies the server process; unlike the pid it is never used again
 * @param serverStartedAt when the server started, as in {@link JdbcServerState}
 * @param defaults fingerprint of the settings that a new session of this user would have
 * @param resettable whether {@code DISCARD ALL} ends everything that a script can leave in the session; some languages
 *     and extensions have variables or connections of their own
 */
public record JdbcSessionState(int pid, String backend, String serverStartedAt, String defaults, boolean resettable) {
    /** An expression that identifies the server process of a row with {@code pid} and {@code backend_start}. */
    public static String backendOf(String row) {
        return "%1$s.pid || '/' || (extract(epoch FROM %1$s.backend_start) * 1000000)::bigint".formatted(row);
    }

    /** The settings with the name under which the server lists the session. */
    static SessionSettings named(SessionSettings settings, String applicationName) {
        return settings.with(new SessionSettings(Map.of("application_name", applicationName)));
    }

    /** Applies the settings to the session, gives it a new random seed, and reads its state. */
    static JdbcSessionState apply(SessionSettings settings, String applicationName, JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT pid,
                               %s AS backend,
                               extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text AS server_started_at,
                               (SELECT pg_catalog.md5(pg_catalog.string_agg(defaults::text, ',' ORDER BY defaults::text))
                                  FROM pg_catalog.pg_db_role_setting AS defaults
                                 WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                                            WHERE datname = pg_catalog.current_database()))
                                   AND setrole IN (0, usesysid)) AS defaults,
                               NOT EXISTS (SELECT FROM pg_catalog.pg_language
                                            WHERE lanname NOT IN ('internal', 'c', 'sql', 'plpgsql'))
                                 AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension
                                                  WHERE extname IN ('dblink', 'orafce', 'pgtt', 'pg_variables',
                                                                   'postgres_fdw'))
                                 AS resettable,
                               (SELECT pg_catalog.count(applied.set_config) FROM (%s) AS applied) AS settings,
                               pg_catalog.setseed(%s)
                          FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS own"""
                                .formatted(
                                        backendOf("own"),
                                        named(settings, applicationName).sessionQuery(),
                                        ThreadLocalRandom.current().nextDouble(-1, 1)))
                .query((row, number) -> new JdbcSessionState(
                        row.getInt("pid"),
                        row.getString("backend"),
                        row.getString("server_started_at"),
                        String.valueOf(row.getString("defaults")),
                        row.getBoolean("resettable")))
                .single();
    }

    /** Whether a session that an earlier dispatch has used behaves as a new one would. */
    boolean isLikeNew(JdbcSessionState earlier) {
        return resettable && defaults.equals(earlier.defaults);
    }
}
