package dev.lockstep.sql;

/** Where PostgreSQL and Lockstep allow a statement to run. */
public sealed interface SqlPlacement {
    /** In the script's transaction, with other statements. */
    record InTransaction() implements SqlPlacement {}

    /** Only outside of a transaction, so it is the only statement of its script. */
    sealed interface Standalone extends SqlPlacement {}

    /**
     * {@code CREATE INDEX CONCURRENTLY}.
     *
     * @param index as written, with its quotes; never qualified
     * @param table as written, qualified or not
     */
    record CreateIndex(String index, String table) implements Standalone {}

    /**
     * {@code DROP INDEX CONCURRENTLY}.
     *
     * @param index as written, qualified or not
     */
    record DropIndex(String index) implements Standalone {}

    /** {@code VACUUM}, {@code CLUSTER}, {@code REINDEX}: changes no definition in the catalog and can be repeated. */
    record Maintenance() implements Standalone {}

    /**
     * Nowhere in a plan.
     *
     * @param reason what was found and why it cannot run
     * @param hint what to write instead
     */
    record Refused(String reason, String hint) implements SqlPlacement {}
}
