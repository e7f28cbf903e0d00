package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.postgres.script.RowCounts;
import dev.lockstep.postgres.script.WrittenRows;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.target.PostgresFailures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads some of the rows that a script has written: after it by the id of the transaction that wrote them, and with the
 * same keys before it, when it was rolled back. Deleted rows are read on another connection, which still sees them.
 */
final class JdbcRowSamples {
    private static final int MAX_TABLES = 10;
    /** Of the rows that another connection finds, some are only replaced or locked. */
    private static final int MAX_REMOVED = 200;
    /** Few written rows in a large table are not worth a longer search, because the transaction holds its locks. */
    private static final String SEARCH_LIMITS =
            "SELECT set_config('statement_timeout', '1000', true), set_config('lock_timeout', '20', true)";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final JdbcSampleQueries queries;
    private final Map<SampledTable, Map<List<String>, String>> after = new LinkedHashMap<>();
    private final List<UnitSample> deleted = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private JdbcRowSamples(JdbcDispatchSession session) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.queries = new JdbcSampleQueries(session.connections().settings().masking(), newTransactionId(session));
    }

    /** Starts before the first statement. */
    static JdbcRowSamples start(JdbcDispatchSession session) {
        return new JdbcRowSamples(session);
    }

    /** An id of another transaction: the subtransactions of the script get higher ones. */
    private static String newTransactionId(JdbcDispatchSession session) {
        return session.connections()
                .singleStatements()
                .sql("SELECT (pg_current_xact_id()::text::bigint & 4294967295)::text")
                .query(String.class)
                .single();
    }

    /** Why rows are not among the samples. */
    List<String> notes() {
        return notes;
    }

    /** Reads rows after the script. */
    void readAfter(WrittenRows written) {
        List<Map.Entry<Long, RowCounts>> largest = written.byTable().entrySet().stream()
                .sorted(Comparator.comparingLong(table -> -table.getValue().total()))
                .limit(MAX_TABLES)
                .toList();
        Map<Long, SampledTable> tables = JdbcSampledTables.find(
                jdbc, largest.stream().map(Map.Entry::getKey).toList());
        if (tables.size() < largest.size()) {
            notes.add("rows of tables without a primary key are not sampled");
        }
        for (Map.Entry<Long, RowCounts> entry : largest) {
            SampledTable table = tables.get(entry.getKey());
            if (table != null) {
                read(table, entry.getValue());
            }
        }
    }

    private void read(SampledTable table, RowCounts rows) {
        if (missing() > 0 && rows.inserted() + rows.updated() > 0) {
            after.put(table, limited(table, () -> queries.written(jdbc, table, missing())));
        }
        if (missing() > 0 && rows.deleted() > 0) {
            Map<List<String>, String> removed = removed(table);
            if (!removed.isEmpty()) {
                removed.keySet()
                        .removeAll(limited(table, () -> queries.byKey(jdbc, table, removed.keySet()))
                                .keySet());
                removed.entrySet().stream()
                        .limit(missing())
                        .map(row -> new UnitSample(queries.unit(table, row.getKey()), row.getValue(), null))
                        .forEach(deleted::add);
            }
        }
    }

    private int missing() {
        int found = after.values().stream().mapToInt(Map::size).sum() + deleted.size();
        return DryRunResult.SAMPLE_SIZE - found;
    }

    /** The rows as they are committed; those that an earlier step has changed are not among them. */
    private Map<List<String>, String> removed(SampledTable table) {
        try {
            return session.readCatalog(other -> {
                other.sql(SEARCH_LIMITS).query().listOfRows();
                return queries.removed(other, table, session.pid(), MAX_REMOVED);
            });
        } catch (DataAccessException e) {
            notes.add("deleted rows of %s are not sampled: %s"
                    .formatted(table.name(), PostgresFailures.of(e).message()));
            return Map.of();
        }
    }

    /** Reads the same rows as they were before the script, after it was rolled back. */
    List<UnitSample> readBefore() {
        Map<Long, SampledTable> tables = JdbcSampledTables.find(
                jdbc, after.keySet().stream().map(SampledTable::oid).toList());
        return Stream.concat(
                        after.entrySet().stream()
                                .flatMap(entry -> samples(
                                        entry.getKey(),
                                        entry.getValue(),
                                        tables.get(entry.getKey().oid()))),
                        deleted.stream())
                .toList();
    }

    private Stream<UnitSample> samples(
            SampledTable table, Map<List<String>, String> rows, @Nullable SampledTable earlier) {
        if (earlier != null && !earlier.hasSameKey(table)) {
            notes.add("rows of %s are not sampled, because its primary key is another one".formatted(table.name()));
            return Stream.of();
        }
        Map<List<String>, String> before = earlier == null || rows.isEmpty()
                ? Map.of()
                : limited(table, () -> queries.byKey(jdbc, earlier, new LinkedHashSet<>(rows.keySet())));
        return rows.entrySet().stream()
                .map(row ->
                        new UnitSample(queries.unit(table, row.getKey()), before.get(row.getKey()), row.getValue()));
    }

    /** Reads within a time limit. What cannot be read is left out, because samples are not needed for the numbers. */
    private Map<List<String>, String> limited(SampledTable table, Supplier<Map<List<String>, String>> read) {
        try {
            return JdbcSavepoint.runAndRollBack(jdbc, () -> {
                jdbc.sql(SEARCH_LIMITS).query().listOfRows();
                return read.get();
            });
        } catch (DataAccessException e) {
            if (PostgresFailures.isConnectionLost(e)) {
                throw e;
            }
            JdbcSavepoint.rollBack(jdbc);
            notes.add("rows of %s are not sampled: %s"
                    .formatted(table.name(), PostgresFailures.of(e).message()));
            return Map.of();
        }
    }
}
