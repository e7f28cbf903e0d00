package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The values of the sequences that the user may read. */
record JdbcSequencePositions(List<Position> positions) {
    private static final int BATCH = 200;
    private static final String READABLE =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'lockstep_journal'
               AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE false END
             ORDER BY 1""";
    /** The copy may lack a sequence. */
    private static final String SET =
            """
            SELECT setval(to_regclass(name), value, called)
              FROM unnest(CAST(:names AS text[]), CAST(:values AS bigint[]), CAST(:called AS boolean[])) AS s(name, value, called)
             WHERE to_regclass(name) IS NOT NULL""";

    record Position(String name, long lastValue, boolean called) {}

    static JdbcSequencePositions read(JdbcClient source) {
        List<String> names =
                source.sql(READABLE).query((row, number) -> row.getString(1)).list();
        List<Position> positions = new ArrayList<>();
        for (int from = 0; from < names.size(); from += BATCH) {
            String query = names.subList(from, Math.min(from + BATCH, names.size())).stream()
                    .map(name -> "SELECT %s, last_value, is_called FROM %s".formatted(SqlQuoting.literal(name), name))
                    .collect(Collectors.joining(" UNION ALL "));
            positions.addAll(source.sql(query)
                    .query((row, number) -> new Position(row.getString(1), row.getLong(2), row.getBoolean(3)))
                    .list());
        }
        return new JdbcSequencePositions(positions);
    }

    /** Sets the sequences of the copy; returns notes if it cannot. */
    List<String> apply(JdbcDispatchSession copy) {
        try {
            copy.jdbc()
                    .sql(SET)
                    .param("names", positions.stream().map(Position::name).toArray(String[]::new))
                    .param("values", positions.stream().map(Position::lastValue).toArray(Long[]::new))
                    .param("called", positions.stream().map(Position::called).toArray(Boolean[]::new))
                    .query()
                    .listOfRows();
            return List.of();
        } catch (DataAccessException e) {
            return List.of("the sequences of the copy have their first values: %s"
                    .formatted(ScratchStructureFailure.messageOf(e)));
        }
    }
}
