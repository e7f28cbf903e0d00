package dev.lockstep.postgres.journal;

import dev.lockstep.postgres.target.JdbcAccess;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the journal's tables on first contact and brings older ones up to date, once, whoever comes at the same time. */
public final class JdbcJournalSchema {
    /** The schema that is Lockstep's alone; no fingerprint and no digest looks into it. */
    public static final String SCHEMA = "lockstep";

    private static final long LOCK = 0x6c6f636b73746570L;

    /** Only ever added to: a database in use is brought from its version to the next. */
    private static final List<String> VERSIONS = List.of(
            """
            CREATE SCHEMA lockstep;
            COMMENT ON SCHEMA lockstep IS 'Journal of Lockstep; to delete it is to lose the way back.';
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
              was text,
              became text,
              PRIMARY KEY (migration, step, object),
              FOREIGN KEY (migration, step) REFERENCES lockstep.sql_script ON DELETE CASCADE);
            """);

    private final JdbcAccess access;
    private volatile boolean ensured;

    public JdbcJournalSchema(JdbcAccess access) {
        this.access = access;
    }

    /** Returns once the journal is there and up to date; asks the target the first time only. */
    public void ensure() {
        if (!ensured) {
            access.inTransaction(JdbcJournalSchema::ensureAgain);
            ensured = true;
        }
    }

    /** The same, asking the target each time, for it may have been put back to an older state. */
    static int ensureAgain(JdbcClient jdbc) {
        int version = version(jdbc);
        return version < VERSIONS.size() ? bringUpToDate(jdbc) : version;
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

    /** Asks again under the lock: another worker may have been first. */
    private static int bringUpToDate(JdbcClient jdbc) {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
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
