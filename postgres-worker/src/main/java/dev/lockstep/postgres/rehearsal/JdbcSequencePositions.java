package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.JdbcSequences;
import dev.lockstep.postgres.unit.JdbcSequences.Position;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The values of the sequences that the user may read. */
record JdbcSequencePositions(List<Position> positions) {
    /** The copy may lack a sequence. */
    private static final String SET =
            """
            SELECT setval(to_regclass(name), value, called)
              FROM unnest(CAST(:names AS text[]), CAST(:values AS bigint[]), CAST(:called AS boolean[])) AS s(name, value, called)
             WHERE to_regclass(name) IS NOT NULL""";

    static JdbcSequencePositions read(JdbcClient source) {
        return new JdbcSequencePositions(
                JdbcSequences.positions(source, JdbcSequences.readable(source, Integer.MAX_VALUE)));
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
