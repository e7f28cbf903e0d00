package dev.lockstep.postgres.target;

import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks that the server has a supported version, accepts writes and lets the user write to the journal. */
public final class JdbcServerPreflight {
    private static final int OLDEST_VERSION_NUMBER = 130000;

    private JdbcServerPreflight() {}

    record ServerState(
            int versionNumber, String version, boolean inRecovery, boolean readOnly, boolean journalWritable) {}

    /**
     * Checks that the server allows operations.
     *
     * @throws OperationFailed if it does not
     */
    public static void check(JdbcClient jdbc) {
        ServerState server = jdbc.sql(
                        """
                        SELECT current_setting('server_version_num')::int AS version_number,
                               current_setting('server_version') AS version,
                               pg_is_in_recovery() AS in_recovery,
                               current_setting('transaction_read_only')::boolean AS read_only,
                               has_table_privilege('lockstep.step', 'INSERT, UPDATE, DELETE')
                                 AND has_table_privilege('lockstep.fence', 'UPDATE') AS journal_writable""")
                .query(ServerState.class)
                .single();
        if (server.versionNumber() < OLDEST_VERSION_NUMBER) {
            throw OperationFailed.withoutEffect(
                    "server-too-old",
                    "the server is PostgreSQL %s; upgrade it to version 13 or newer".formatted(server.version()));
        }
        if (server.inRecovery()) {
            throw OperationFailed.withoutEffect(
                    "server-is-standby", "the server is a hot standby; configure the target with the primary's URL");
        }
        if (server.readOnly()) {
            throw OperationFailed.withoutEffect(
                    "server-read-only",
                    "transactions of this user are read-only (default_transaction_read_only is on); set it to off");
        }
        if (!server.journalWritable()) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for the tables of schema lockstep; grant INSERT, UPDATE and DELETE on them");
        }
    }
}
