package dev.lockstep.postgres.target;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The state of a server that accepts connections.
 *
 * @param startedAt when its postmaster started; another value means another server or a restart
 * @param readOnly whether it is a hot standby, or new transactions of this user are read-only
 */
record JdbcServerState(String startedAt, boolean readOnly) {
    static JdbcServerState read(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text AS started_at,
                               pg_catalog.pg_is_in_recovery()
                                 OR pg_catalog.current_setting('transaction_read_only')::boolean AS read_only""")
                .query(JdbcServerState.class)
                .single();
    }
}
