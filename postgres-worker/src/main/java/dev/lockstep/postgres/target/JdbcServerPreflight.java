package dev.lockstep.postgres.target;

import dev.lockstep.worker.OperationFailed;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks that the server has a supported version, accepts writes and lets the user write to the journal. */
public final class JdbcServerPreflight {
    private static final int OLDEST_VERSION_NUMBER = 130000;

    private JdbcServerPreflight() {}

    record CheckedServer(
            int versionNumber,
            String version,
            boolean inRecovery,
            boolean readOnly,
            boolean journalRoleExists,
            @Nullable String searchPathWithJournal) {}

    /**
     * Checks that the server allows operations and that the user may write to the journal.
     *
     * @throws OperationFailed if it does not
     */
    public static void check(JdbcClient jdbc) {
        checkServer(jdbc);
        checkJournalPrivileges(jdbc);
    }

    /**
     * Checks that the server allows a journal and operations; the journal may not exist yet.
     *
     * @throws OperationFailed if it does not
     */
    public static void checkServer(JdbcClient jdbc) {
        CheckedServer server = jdbc.sql(
                        """
                        SELECT current_setting('server_version_num')::int AS version_number,
                               current_setting('server_version') AS version,
                               pg_is_in_recovery() AS in_recovery,
                               current_setting('transaction_read_only')::boolean AS read_only,
                               EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'lockstep_journal')
                                 AS journal_role_exists,
                               CASE WHEN 'lockstep_journal' = ANY (current_schemas(false))
                                    THEN current_setting('search_path') END AS search_path_with_journal""")
                .query(CheckedServer.class)
                .single();
        if (server.versionNumber() < OLDEST_VERSION_NUMBER) {
            throw OperationFailed.withoutEffect(
                    "server-too-old",
                    "the server is PostgreSQL %s; upgrade it to version 13 or newer".formatted(server.version()));
        }
        checkAcceptsWrites(server);
        checkJournalIsHidden(server);
    }

    private static void checkAcceptsWrites(CheckedServer server) {
        if (server.inRecovery()) {
            throw OperationFailed.withoutEffect(
                    "server-is-standby", "the server is a hot standby; configure the target with the primary's URL");
        }
        if (server.readOnly()) {
            throw OperationFailed.withoutEffect(
                    "server-read-only",
                    "transactions of this user are read-only (default_transaction_read_only is on); set it to off");
        }
    }

    /** Unqualified names in scripts and applications must never resolve to the journal's tables. */
    private static void checkJournalIsHidden(CheckedServer server) {
        if (server.journalRoleExists()) {
            throw OperationFailed.withoutEffect(
                    "journal-role-exists",
                    "the server has a role lockstep_journal, for which \"$user\" in a search_path is the journal's schema"
                            + " of the same name; rename the role");
        }
        if (server.searchPathWithJournal() != null) {
            throw JournalInSearchPath.failure(server.searchPathWithJournal());
        }
    }

    /** {@code has_table_privilege} accepts a list of privileges, but is true if the user has any of them. */
    private static void checkJournalPrivileges(JdbcClient jdbc) {
        jdbc.sql(
                        """
                        SELECT string_agg(format('%s on %s', privilege, c.oid::regclass), ', '
                                          ORDER BY c.relname, privilege)
                          FROM pg_catalog.pg_depend d
                          JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'r'
                         CROSS JOIN unnest(CASE WHEN c.relname IN ('identity', 'journal_version') THEN ARRAY['SELECT']
                                                ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS privilege
                         WHERE d.classid = 'pg_class'::regclass
                           AND d.refclassid = 'pg_namespace'::regclass
                           AND d.refobjid = 'lockstep_journal'::regnamespace
                           AND NOT has_table_privilege(c.oid, privilege)
                        HAVING count(*) > 0""")
                .query(String.class)
                .optional()
                .ifPresent(missing -> {
                    throw OperationFailed.withoutEffect(
                            "42501", "permission denied for the journal; grant %s".formatted(missing));
                });
    }
}
