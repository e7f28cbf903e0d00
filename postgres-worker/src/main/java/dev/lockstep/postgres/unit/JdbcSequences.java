package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.target.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the values of sequences, in batches. */
public final class JdbcSequences {
    private static final int BATCH = 200;
    private static final String READABLE =
            """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'
               AND n.nspname <> 'lockstep_journal'
               AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE false END
             ORDER BY 1 LIMIT :limit""";

    private JdbcSequences() {}

    /**
     * A sequence.
     *
     * @param name the qualified name, quoted if necessary
     */
    public record Named(long oid, String name) {
        private String query() {
            return "SELECT %d, %s, last_value, is_called FROM %s".formatted(oid, SqlQuoting.literal(name), name);
        }
    }

    /** The value of a sequence. */
    public record Position(long oid, String name, long lastValue, boolean called) {}

    /** The sequences that the user may read, without those of the journal; at most so many. */
    public static List<Named> readable(JdbcClient jdbc, int limit) {
        return jdbc.sql(READABLE)
                .param("limit", limit)
                .query((row, number) -> new Named(row.getLong(1), row.getString(2)))
                .list();
    }

    public static List<Position> positions(JdbcClient jdbc, List<Named> sequences) {
        List<Position> positions = new ArrayList<>();
        for (int from = 0; from < sequences.size(); from += BATCH) {
            List<Named> batch = sequences.subList(from, Math.min(from + BATCH, sequences.size()));
            positions.addAll(jdbc.sql(batch.stream().map(Named::query).collect(Collectors.joining(" UNION ALL ")))
                    .query((row, number) ->
                            new Position(row.getLong(1), row.getString(2), row.getLong(3), row.getBoolean(4)))
                    .list());
        }
        return positions;
    }
}
