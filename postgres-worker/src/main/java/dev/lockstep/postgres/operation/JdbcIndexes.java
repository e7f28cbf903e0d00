package dev.lockstep.postgres.operation;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the catalog about indexes that are made and dropped outside of transactions. */
final class JdbcIndexes {
    private final JdbcClient jdbc;

    JdbcIndexes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum State {
        ABSENT,
        /** Left behind by a statement that did not come to its end; never used for a query. */
        INVALID,
        VALID
    }

    /** The qualified name that a new index on the table will have, cut off as the server does; none if there is no such table. */
    Optional<String> nameOn(String table, String index) {
        return jdbc.sql(
                        """
                        SELECT format('%I.%I', n.nspname, (parse_ident(:index))[1]::name)
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(:table)""")
                .param("index", index)
                .param("table", table)
                .query(String.class)
                .optional();
    }

    /** The qualified name of an index that exists. */
    Optional<String> nameOf(String index) {
        return jdbc.sql(
                        """
                        SELECT format('%I.%I', n.nspname, c.relname)
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.oid = to_regclass(:index) AND c.relkind IN ('i', 'I')""")
                .param("index", index)
                .query(String.class)
                .optional();
    }

    State state(String qualified) {
        return jdbc.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:index)")
                .param("index", qualified)
                .query(Boolean.class)
                .optional()
                .map(valid -> valid ? State.VALID : State.INVALID)
                .orElse(State.ABSENT);
    }

    void dropIfInvalid(String qualified) {
        if (state(qualified) == State.INVALID) {
            jdbc.sql("DROP INDEX CONCURRENTLY " + qualified).update();
        }
    }
}
