package dev.lockstep.postgres.journal;

import dev.lockstep.postgres.target.JdbcConnections;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creates the journal's tables and migrates those of older versions. Several workers can do it at the same time. */
final class JdbcJournalSchema {
    /** "lockstep" in ASCII. */
    private static final long ADVISORY_LOCK = 0x6c6f636b73746570L;

    /** Each entry migrates the journal from the previous version; released entries never change. */
    private static final List<String> VERSIONS = List.of(
            """
            CREATE SCHEMA lockstep;
            COMMENT ON SCHEMA lockstep IS 'Journal of Lockstep. Applied steps cannot be undone without it.';
            CREATE TABLE lockstep.journal_version (
              version integer PRIMARY KEY,
              installed_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE lockstep.identity (
              only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
              value uuid NOT NULL DEFAULT gen_random_uuid());
            INSERT INTO lockstep.identity DEFAULT VALUES;
            CREATE TABLE lockstep.fence (
              only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
              dispatch bigint NOT NULL DEFAULT 0);
            INSERT INTO lockstep.fence DEFAULT VALUES;
            CREATE TABLE lockstep.backend (
              pid integer NOT NULL,
              backend_start timestamptz NOT NULL,
              dispatch bigint NOT NULL,
              PRIMARY KEY (pid, backend_start));
            CREATE TABLE lockstep.step (
              migration uuid NOT NULL,
              step text NOT NULL,
              phase text NOT NULL,
              dispatch bigint NOT NULL,
              checksum text NOT NULL,
              applied text,
              compensated text,
              changed_at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (migration, step));
            CREATE TABLE lockstep.sql_script (
              migration uuid NOT NULL,
              step text NOT NULL,
              state text NOT NULL CHECK (state IN ('INTENDED', 'APPLIED', 'COMPENSATED')),
              version text NOT NULL,
              history_script text NOT NULL,
              PRIMARY KEY (migration, step),
              FOREIGN KEY (migration, step) REFERENCES lockstep.step ON DELETE CASCADE);
            CREATE TABLE lockstep.catalog_change (
              migration uuid NOT NULL,
              step text NOT NULL,
              object text NOT NULL,
              definition_before text,
              definition_after text,
              PRIMARY KEY (migration, step, object),
              FOREIGN KEY (migration, step) REFERENCES lockstep.step ON DELETE CASCADE);
            CREATE TABLE lockstep.created_index (
              migration uuid NOT NULL,
              step text NOT NULL,
              state text NOT NULL CHECK (state IN ('INTENDED', 'CREATED', 'DROPPING', 'COMPENSATED')),
              table_name text NOT NULL,
              index_name text NOT NULL,
              definition text NOT NULL,
              oid bigint,
              conflict text,
              PRIMARY KEY (migration, step),
              FOREIGN KEY (migration, step) REFERENCES lockstep.step ON DELETE CASCADE);
            """);

    private final JdbcConnections connections;
    private volatile boolean ensured;

    JdbcJournalSchema(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Creates or migrates the journal on the first call; later calls do nothing. */
    void ensure() {
        if (!ensured) {
            connections.inTransaction(JdbcJournalSchema::migrate);
            ensured = true;
        }
    }

    /**
     * Creates or migrates the journal if necessary. Every call reads the version, because the target may have been
     * restored from a backup.
     */
    static int migrate(JdbcClient jdbc) {
        int version = version(jdbc);
        return version < VERSIONS.size() ? migrateUnderLock(jdbc) : version;
    }

    private static int version(JdbcClient jdbc) {
        boolean exists = jdbc.sql("SELECT to_regclass('lockstep.journal_version') IS NOT NULL")
                .query(Boolean.class)
                .single();
        return exists
                ? jdbc.sql("SELECT coalesce(max(version), 0) FROM lockstep.journal_version")
                        .query(Integer.class)
                        .single()
                : 0;
    }

    /** Reads the version again after it has the lock, because another worker may have migrated the journal before. */
    private static int migrateUnderLock(JdbcClient jdbc) {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", ADVISORY_LOCK)
                .query()
                .listOfRows();
        int from = version(jdbc);
        for (int version = from + 1; version <= VERSIONS.size(); version++) {
            jdbc.sql(VERSIONS.get(version - 1)).update();
            jdbc.sql("INSERT INTO lockstep.journal_version (version) VALUES (:version)")
                    .param("version", version)
                    .update();
        }
        return VERSIONS.size();
    }
}
