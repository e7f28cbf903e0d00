package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.postgres.script.RowCounts;
import dev.lockstep.postgres.script.WrittenRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables whose rows a script has written, or whose file it has replaced. */
final class JdbcTouchedTables {
    /** A statement that replaces the file of a table holds the strongest lock on it. */
    private static final String AFTER =
            """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname), pg_relation_filenode(c.oid)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'pg_toast'
               AND (c.oid = ANY (CAST(:written AS oid[]))
                    OR c.oid IN (SELECT relation FROM pg_locks
                                  WHERE pid = pg_backend_pid() AND locktype = 'relation'
                                    AND mode = 'AccessExclusiveLock'))
             ORDER BY 2""";

    private final WrittenRows written;
    private final List<Table> after;
    private final Map<Long, Long> filesBefore = new HashMap<>();

    private JdbcTouchedTables(WrittenRows written, List<Table> after) {
        this.written = written;
        this.after = after;
    }

    private record Table(long oid, String name, long file) {}

    static JdbcTouchedTables readAfter(JdbcClient jdbc, WrittenRows written) {
        return new JdbcTouchedTables(
                written,
                jdbc.sql(AFTER)
                        .param("written", written.byTable().keySet().toArray(Long[]::new))
                        .query((row, number) -> new Table(row.getLong(1), row.getString(2), row.getLong(3)))
                        .list());
    }

    /** Reads the files before the script, after it was rolled back. */
    void readBefore(JdbcClient jdbc) {
        jdbc.sql("SELECT oid::bigint, pg_relation_filenode(oid) FROM pg_class WHERE oid = ANY (CAST(:oids AS oid[]))")
                .param("oids", after.stream().map(Table::oid).toArray(Long[]::new))
                .query(row -> {
                    filesBefore.put(row.getLong(1), row.getLong(2));
                });
    }

    List<DryRunFindings.TableWrites> toFindings() {
        return after.stream()
                .map(this::toFinding)
                .filter(table -> table.inserted() + table.updated() + table.deleted() > 0 || table.rewritten())
                .toList();
    }

    private DryRunFindings.TableWrites toFinding(Table table) {
        RowCounts rows = written.byTable().getOrDefault(table.oid(), RowCounts.NONE);
        Long before = filesBefore.get(table.oid());
        boolean isRewritten = before != null && !Objects.equals(before, table.file());
        return new DryRunFindings.TableWrites(
                table.name(), rows.inserted(), rows.updated(), rows.deleted(), isRewritten);
    }
}
