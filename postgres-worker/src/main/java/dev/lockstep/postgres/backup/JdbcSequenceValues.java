package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Relation;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Sequence;
import dev.lockstep.postgres.unit.JdbcSequences;
import dev.lockstep.postgres.unit.JdbcSequences.Named;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The values of sequences before the trial of the steps, which advances some of them although it is rolled back. An
 * application may advance them too: then a sequence gets back its value of the snapshot, because a lower one could
 * repeat numbers that rows of the backup have.
 */
final class JdbcSequenceValues {
    /** Enough for most databases; the sequences of others keep what the trial has added. */
    private static final int MAX_SEQUENCES = 5_000;

    private static final String NAMES =
            """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = ANY (CAST(:oids AS oid[])) ORDER BY 1""";
    private static final String COLUMN =
            """
            SELECT format('SELECT EXISTS (SELECT FROM %s WHERE %I %s $1)', d.refobjid::regclass, a.attname,
                          CASE WHEN s.seqincrement > 0 THEN '>' ELSE '<' END)
              FROM pg_depend d
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              JOIN pg_sequence s ON s.seqrelid = d.objid
             WHERE d.classid = 'pg_class'::regclass AND d.objid = CAST(:oid AS oid) AND d.deptype IN ('a', 'i')
               AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0""";

    private final Map<Long, Sequence> before;
    private Map<Long, Sequence> afterTrial = Map.of();

    JdbcSequenceValues(Collection<Sequence> before) {
        this.before = byOid(before);
    }

    void readAfterTrial(Collection<Sequence> values) {
        afterTrial = byOid(values);
    }

    private static Map<Long, Sequence> byOid(Collection<Sequence> sequences) {
        return sequences.stream().collect(Collectors.toMap(Sequence::oid, Function.identity()));
    }

    /** The values of all sequences. */
    static List<Sequence> readAll(JdbcClient jdbc) {
        return read(jdbc, JdbcSequences.readable(jdbc, MAX_SEQUENCES));
    }

    private static List<Sequence> read(JdbcClient jdbc, List<Named> sequences) {
        return JdbcSequences.positions(jdbc, sequences).stream()
                .map(found -> new Sequence(found.oid(), found.name(), found.lastValue(), found.called()))
                .toList();
    }

    /** The present values of sequences of a backup. */
    static List<Sequence> named(JdbcClient jdbc, List<Sequence> sequences) {
        return read(
                jdbc,
                sequences.stream()
                        .map(sequence -> new Named(sequence.oid(), sequence.name()))
                        .toList());
    }

    /** The values that a restore sets, in the transaction of the snapshot. */
    List<Sequence> choose(JdbcClient jdbc, List<Relation> relations) {
        return read(jdbc, sequences(jdbc, relations)).stream()
                .map(now -> choose(jdbc, now, before.get(now.oid())))
                .toList();
    }

    private static List<Named> sequences(JdbcClient jdbc, List<Relation> relations) {
        Long[] oids = relations.stream()
                .filter(relation -> relation.kind().equals("S"))
                .map(Relation::oid)
                .toArray(Long[]::new);
        return oids.length == 0
                ? List.of()
                : jdbc.sql(NAMES)
                        .param("oids", oids)
                        .query((row, number) -> new Named(row.getLong(1), row.getString(2)))
                        .list();
    }

    private Sequence choose(JdbcClient jdbc, Sequence now, @Nullable Sequence earlier) {
        if (earlier == null || now.equals(earlier)) {
            return now;
        }
        Optional<String> exceeds =
                jdbc.sql(COLUMN).param("oid", now.oid()).query(String.class).optional();
        boolean isUsed = exceeds.map(query -> jdbc.sql(query.replace("$1", String.valueOf(earlier.lastValue())))
                        .query(Boolean.class)
                        .single())
                .orElseGet(() -> !now.equals(afterTrial.get(now.oid())));
        return isUsed ? now : new Sequence(now.oid(), now.name(), earlier.lastValue(), earlier.called());
    }
}
