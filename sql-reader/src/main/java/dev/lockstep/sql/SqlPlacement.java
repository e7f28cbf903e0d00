package dev.lockstep.sql;

/** Where a statement may stand. */
public sealed interface SqlPlacement {
    /** In the script's transaction, beside others. */
    record InTransaction() implements SqlPlacement {}

    /** PostgreSQL refuses it inside a transaction, so it is the only statement of its script. */
    sealed interface Alone extends SqlPlacement {}

    /**
     * {@code CREATE INDEX CONCURRENTLY}.
     *
     * @param index as it is written, quotes included; never qualified
     * @param table as it is written, qualified or not
     */
    record CreatesIndex(String index, String table) implements Alone {}

    /**
     * {@code DROP INDEX CONCURRENTLY}.
     *
     * @param index as it is written, qualified or not
     */
    record DropsIndex(String index) implements Alone {}

    /** {@code VACUUM} and its like, which change nothing that a catalog states and can be run again at any time. */
    record Maintains() implements Alone {}

    /** Nowhere in a plan. */
    record Refused(String reason, String hint) implements SqlPlacement {}
}
