package dev.lockstep.postgres.target;

import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks that the server can take operations: its version, that it accepts writes, and the rights to the journal. */
public final class JdbcServerPreflight {
    private static final int OLDEST_SERVER = 130000;

    private JdbcServerPreflight() {}

    /** The server's state and the worker's rights to the journal. */
    record Server(int number, String version, boolean recovering, boolean readOnly, boolean journalWritable) {}

    /**
     * Returns if the server can take operations.
     *
     * @throws OperationFailed with what prevents it
     */
    public static void check(JdbcClient jdbc) {
        Server server = jdbc.sql(
                        """
                        SELECT current_setting('server_version_num')::int AS number,
                               current_setting('server_version') AS version,
                               pg_is_in_recovery() AS recovering,
                               current_setting('transaction_read_only')::boolean AS read_only,
                               has_table_privilege('lockstep.step', 'INSERT, UPDATE, DELETE')
                                 AND has_table_privilege('lockstep.fence', 'UPDATE') AS journal_writable""")
                .query(Server.class)
                .single();
        if (server.number() < OLDEST_SERVER) {
            throw OperationFailed.withoutEffect(
                    "server-too-old",
                    "the server is PostgreSQL %s; version 13 or newer is required".formatted(server.version()));
        }
        if (server.recovering()) {
            throw OperationFailed.withoutEffect(
                    "server-is-standby", "the server is a hot standby; configure the target with its primary");
        }
        if (server.readOnly()) {
            throw OperationFailed.withoutEffect(
                    "server-read-only",
                    "transactions of this user are read-only (default_transaction_read_only is on); set it to off");
        }
        if (!server.journalWritable()) {
            throw OperationFailed.withoutEffect(
                    "42501", "permission denied for the journal's tables in schema lockstep; grant it to this user");
        }
    }
}
