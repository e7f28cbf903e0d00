package dev.lockstep.sql;

/** The place where a statement is allowed to run: in the script's transaction, alone in a script, or nowhere. */
public sealed interface SqlPlacement {
    /** The statement runs in the script's transaction, together with other statements. */
    record InTransaction() implements SqlPlacement {}

    /**
     * {@code COPY … FROM STDIN} with its rows in the script. It runs in the script's transaction.
     *
     * @param rows the lines after the statement, without the line that ends them
     * @param line the line of the first row in the script
     */
    record CopyRows(String rows, int line) implements SqlPlacement {}

    /** PostgreSQL runs the statement only outside of a transaction, so it must be the only statement of its script. */
    sealed interface Standalone extends SqlPlacement {}

    /**
     * {@code CREATE INDEX CONCURRENTLY}.
     *
     * @param index the name as written, with quotes and without a schema
     * @param table the name as written, with or without a schema
     */
    record CreateIndex(String index, String table) implements Standalone {}

    /**
     * {@code DROP INDEX CONCURRENTLY}.
     *
     * @param index the name as written, with or without a schema
     */
    record DropIndex(String index) implements Standalone {}

    /** {@code VACUUM}, {@code CLUSTER} or {@code REINDEX}: they keep all catalog definitions and can be repeated. */
    record Maintenance() implements Standalone {}

    /**
     * A plan may not contain the statement.
     *
     * @param reason what was found and why it is not allowed
     * @param hint what to write instead
     */
    record Refused(String reason, String hint) implements SqlPlacement {}
}
