package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Sequence;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives sequences their values back, except those of tables whose rows stay, because rows may have later numbers. */
final class JdbcSequenceRestore {
    private static final String OF_KEPT_ROWS =
            """
            SELECT wanted.name
              FROM unnest(CAST(:sequences AS text[])) AS wanted(name)
              JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = to_regclass(wanted.name)
                              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
             WHERE d.refobjid = ANY (ARRAY(SELECT to_regclass(name)::oid
                                                 FROM unnest(CAST(:tables AS text[])) AS kept(name)))""";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final DatabaseDefinitions backup;

    JdbcSequenceRestore(JdbcDispatchSession session, DatabaseDefinitions backup) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.backup = backup;
    }

    /**
     * Sets the values that differ. Restarting gives a sequence a new file, so that a rollback also undoes the value
     * that is set after it.
     *
     * @return the number of sequences that had another value
     */
    int restore() {
        Set<String> ofKeptRows = ofKeptRows();
        List<Sequence> wanted = backup.sequences().stream()
                .filter(sequence -> !ofKeptRows.contains(sequence.name()))
                .toList();
        Map<String, Sequence> found = JdbcSequenceValues.named(jdbc, wanted).stream()
                .collect(Collectors.toMap(Sequence::name, Function.identity()));
        List<Sequence> different = wanted.stream()
                .filter(sequence -> !sequence.equals(found.get(sequence.name())))
                .toList();
        different.forEach(sequence -> {
            JdbcBackupTransaction.execute(session, "ALTER SEQUENCE %s RESTART".formatted(sequence.name()));
            JdbcBackupTransaction.execute(session, DefinitionsScript.setValue(sequence));
        });
        return different.size();
    }

    private Set<String> ofKeptRows() {
        return Set.copyOf(jdbc.sql(OF_KEPT_ROWS)
                .param(
                        "sequences",
                        backup.sequences().stream().map(Sequence::name).toArray(String[]::new))
                .param(
                        "tables",
                        backup.tables().stream()
                                .filter(table ->
                                        table.file() == null && !table.shape().partitioned())
                                .map(table -> table.shape().name())
                                .toArray(String[]::new))
                .query(String.class)
                .list());
    }
}
