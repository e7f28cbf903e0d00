package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creates the journal's tables and migrates those of older versions. Several workers can do it at the same time. */
final class JdbcJournalSchema {
    /** "lockstep" in ASCII. */
    private static final long ADVISORY_LOCK = 0x6c6f636b73746570L;

    private static final String UNDEFINED_TABLE = "42P01";

    /** Revokes what the owner's default privileges have granted to others, because the journal has values of rows. */
    private static final String REVOKE =
            """
            DO $revoke$
            DECLARE
              granted record;
            BEGIN
              FOR granted IN
                SELECT CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE acl.grantee::pg_catalog.regrole::text END AS role
                  FROM pg_catalog.pg_namespace n
                 CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS acl
                 WHERE n.nspname = 'lockstep_journal' AND acl.grantee <> n.nspowner
                UNION
                SELECT CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE acl.grantee::pg_catalog.regrole::text END
                  FROM pg_catalog.pg_class c
                 CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
                 WHERE c.relnamespace = 'lockstep_journal'::pg_catalog.regnamespace AND acl.grantee <> c.relowner
              LOOP
                EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA lockstep_journal FROM %s', granted.role);
                EXECUTE pg_catalog.format('REVOKE ALL ON ALL TABLES IN SCHEMA lockstep_journal FROM %s', granted.role);
              END LOOP;
            END $revoke$;
            """;

    /** Each entry migrates the journal from the previous version; released entries never change. */
    private static final List<String> VERSIONS = List.of(
            """
            CREATE SCHEMA lockstep_journal;
            COMMENT ON SCHEMA lockstep_journal IS 'Journal of Lockstep. Applied steps cannot be undone without it.';
            CREATE TABLE lockstep_journal.journal_version (
              version integer PRIMARY KEY,
              installed_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE lockstep_journal.identity (
              only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
              value uuid NOT NULL DEFAULT gen_random_uuid());
            INSERT INTO lockstep_journal.identity DEFAULT VALUES;
            CREATE TABLE lockstep_journal.fence (
              only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
              dispatch bigint NOT NULL DEFAULT 0);
            INSERT INTO lockstep_journal.fence DEFAULT VALUES;
            CREATE TABLE lockstep_journal.backend (
              pid integer NOT NULL,
              backend_start timestamptz NOT NULL,
              dispatch bigint NOT NULL,
              PRIMARY KEY (pid, backend_start));
            CREATE TABLE lockstep_journal.step (
              migration uuid NOT NULL,
              step text NOT NULL,
              phase text NOT NULL,
              dispatch bigint NOT NULL,
              checksum text NOT NULL,
              plan text,
              applied text,
              compensated text,
              changed_at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (migration, step));
            CREATE TABLE lockstep_journal.sql_script (
              migration uuid NOT NULL,
              step text NOT NULL,
              state text NOT NULL CHECK (state IN ('INTENDED', 'APPLIED', 'COMPENSATED')),
              version text NOT NULL,
              history_script text NOT NULL,
              PRIMARY KEY (migration, step),
              FOREIGN KEY (migration, step) REFERENCES lockstep_journal.step ON DELETE CASCADE);
            CREATE TABLE lockstep_journal.catalog_change (
              migration uuid NOT NULL,
              step text NOT NULL,
              object text NOT NULL,
              definition_before text,
              definition_after text,
              PRIMARY KEY (migration, step, object),
              FOREIGN KEY (migration, step) REFERENCES lockstep_journal.step ON DELETE CASCADE);
            CREATE TABLE lockstep_journal.created_index (
              migration uuid NOT NULL,
              step text NOT NULL,
              state text NOT NULL CHECK (state IN ('INTENDED', 'CREATED', 'DROPPING', 'COMPENSATED')),
              table_name text NOT NULL,
              index_name text NOT NULL,
              definition text NOT NULL,
              oid bigint,
              conflict text,
              PRIMARY KEY (migration, step),
              FOREIGN KEY (migration, step) REFERENCES lockstep_journal.step ON DELETE CASCADE);
            """
                    + REVOKE,
            """
            CREATE TABLE lockstep_journal.last_restore (
              only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
              dispatch bigint NOT NULL,
              record text NOT NULL);
            """
                    + REVOKE);

    private final JdbcConnections connections;
    private volatile boolean ensured;

    JdbcJournalSchema(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Creates or migrates the journal on the first call; later calls do nothing. */
    void ensure() {
        if (!ensured) {
            migrate();
        }
    }

    /**
     * Reads the identity and creates or migrates the journal if necessary. Every call reads the version, because the
     * target may have been restored from a backup.
     */
    TargetIdentity identity() {
        return new TargetIdentity(readIfCurrent(this::findIdentity).orElseGet(this::migrate));
    }

    private Optional<Current<UUID>> findIdentity() {
        return connections
                .singleStatements()
                .sql(
                        """
                        SELECT (SELECT max(version) FROM lockstep_journal.journal_version) AS version, value
                          FROM lockstep_journal.identity""")
                .query((row, number) -> new Current<>(row.getInt("version"), row.getObject("value", UUID.class)))
                .optional();
    }

    /**
     * Reads something from the journal together with its version.
     *
     * @return empty if the journal does not exist or has an older version
     */
    <T> Optional<T> readIfCurrent(Supplier<Optional<Current<T>>> query) {
        try {
            Optional<T> found = query.get()
                    .filter(read -> read.version() >= VERSIONS.size())
                    .map(Current::value);
            ensured = ensured || found.isPresent();
            return found;
        } catch (BadSqlGrammarException e) {
            SQLException cause = e.getSQLException();
            if (cause != null && UNDEFINED_TABLE.equals(cause.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Something that was read from the journal, and the journal's version. */
    record Current<T>(int version, T value) {}

    private UUID migrate() {
        UUID identity = connections.inTransaction(jdbc -> {
            if (version(jdbc) < VERSIONS.size()) {
                migrateUnderLock(jdbc);
            }
            return jdbc.sql("SELECT value FROM lockstep_journal.identity")
                    .query(UUID.class)
                    .single();
        });
        ensured = true;
        return identity;
    }

    private static int version(JdbcClient jdbc) {
        boolean exists = jdbc.sql("SELECT to_regclass('lockstep_journal.journal_version') IS NOT NULL")
                .query(Boolean.class)
                .single();
        return exists
                ? jdbc.sql("SELECT coalesce(max(version), 0) FROM lockstep_journal.journal_version")
                        .query(Integer.class)
                        .single()
                : 0;
    }

    /** Reads the version again after it has the lock, because another worker may have migrated the journal before. */
    private static void migrateUnderLock(JdbcClient jdbc) {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", ADVISORY_LOCK)
                .query()
                .listOfRows();
        int from = version(jdbc);
        if (from == 0) {
            // Not earlier than this: the version of an existing journal is readable on a server that refuses writes.
            JdbcServerPreflight.checkServer(jdbc);
        }
        for (int version = from + 1; version <= VERSIONS.size(); version++) {
            jdbc.sql(VERSIONS.get(version - 1)).update();
            jdbc.sql("INSERT INTO lockstep_journal.journal_version (version) VALUES (:version)")
                    .param("version", version)
                    .update();
        }
    }
}
