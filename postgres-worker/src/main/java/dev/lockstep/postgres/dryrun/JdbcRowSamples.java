package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.postgres.script.WrittenRows;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.Masking;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Reads some of the rows that a script has written: after it by the id of the transaction that wrote them, and with the
 * same keys before it, when it was rolled back.
 */
final class JdbcRowSamples {
    private static final int MAX_TABLES = 10;
    private static final int MAX_LENGTH = 200;
    /** Few written rows in a large table are not worth a longer search, because the transaction holds its locks. */
    private static final int SEARCH_MILLIS = 1_000;

    private static final String TABLES =
            """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname),
                   array_agg(quote_ident(a.attname) ORDER BY k.n), array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY k.n),
                   (SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
             CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, n)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
             WHERE c.oid = ANY (CAST(:oids AS oid[])) AND c.relkind = 'r' AND k.n <= i.indnkeyatts
             GROUP BY c.oid, n.nspname, c.relname""";

    private final JdbcClient jdbc;
    private final Masking masking;
    private final String bound;
    private final Map<SampledTable, Map<List<String>, String>> after = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private JdbcRowSamples(JdbcDispatchSession session) {
        this.jdbc = session.jdbc();
        this.masking = session.connections().settings().masking();
        // A new id, of another transaction: the subtransactions of the script get higher ones.
        this.bound = session.connections()
                .singleStatements()
                .sql("SELECT (pg_current_xact_id()::text::bigint & 4294967295)::text")
                .query(String.class)
                .single();
    }

    /** Starts before the first statement. */
    static JdbcRowSamples start(JdbcDispatchSession session) {
        return new JdbcRowSamples(session);
    }

    /** Why rows are not among the samples. */
    List<String> notes() {
        return notes;
    }

    /** Reads rows after the script. */
    void readAfter(WrittenRows written) {
        List<Long> oids = written.byTable().entrySet().stream()
                .filter(table -> table.getValue().inserted() + table.getValue().updated() > 0)
                .sorted(Comparator.comparingLong(table -> -table.getValue().total()))
                .limit(MAX_TABLES)
                .map(Map.Entry::getKey)
                .toList();
        Map<Long, SampledTable> tables = tables(oids);
        if (tables.size() < oids.size()) {
            notes.add("rows of tables without a primary key are not sampled");
        }
        if (written.total().deleted() > 0) {
            notes.add("deleted rows are not sampled");
        }
        oids.stream().map(tables::get).filter(Objects::nonNull).forEach(this::readWritten);
    }

    private void readWritten(SampledTable table) {
        int missing = DryRunResult.SAMPLE_SIZE
                - after.values().stream().mapToInt(Map::size).sum();
        if (missing > 0) {
            after.put(
                    table,
                    limited(
                            table,
                            () -> rows(
                                    jdbc.sql(writtenRows(table))
                                            .param("bound", bound)
                                            .param("limit", missing),
                                    table)));
        }
    }

    /** Reads the same rows as they were before the script, after it was rolled back. */
    List<UnitSample> readBefore() {
        Map<Long, SampledTable> tables =
                tables(after.keySet().stream().map(SampledTable::oid).toList());
        return after.entrySet().stream()
                .flatMap(entry -> samples(
                        entry.getKey(),
                        entry.getValue(),
                        tables.get(entry.getKey().oid())))
                .toList();
    }

    private Stream<UnitSample> samples(
            SampledTable table, Map<List<String>, String> rows, @Nullable SampledTable earlier) {
        if (earlier != null && !earlier.hasSameKey(table)) {
            notes.add("rows of %s are not sampled, because its primary key is another one".formatted(table.name()));
            return Stream.of();
        }
        Map<List<String>, String> before = earlier == null || rows.isEmpty() ? Map.of() : before(earlier, rows);
        return rows.entrySet().stream()
                .map(row -> new UnitSample(unit(table, row.getKey()), before.get(row.getKey()), row.getValue()));
    }

    private Map<List<String>, String> before(SampledTable table, Map<List<String>, String> rows) {
        return limited(table, () -> {
            StatementSpec query = jdbc.sql(rowsByKey(table));
            for (int i = 0; i < table.keys().size(); i++) {
                int column = i;
                query = query.param(
                        "k" + i,
                        rows.keySet().stream().map(key -> key.get(column)).toArray(String[]::new));
            }
            return rows(query, table);
        });
    }

    private Map<List<String>, String> rows(StatementSpec query, SampledTable table) {
        Map<List<String>, String> rows = new LinkedHashMap<>();
        query.param("masked", maskOf(table)).param("length", MAX_LENGTH).query(row -> {
            List<String> key = new ArrayList<>();
            for (int i = 0; i < table.keys().size(); i++) {
                key.add(row.getString(i + 2));
            }
            rows.put(key, row.getString(1));
        });
        return rows;
    }

    /** A row that this transaction has written is visible, and its transaction is in progress. */
    private static String writtenRows(SampledTable table) {
        return """
                WITH own AS MATERIALIZED (
                  SELECT id, age((id & 4294967295)::text::xid) AS age FROM (SELECT pg_current_xact_id()::text::bigint) AS current(id)
                )
                SELECT left((to_jsonb(t) || CAST(:masked AS jsonb))::text, :length), %s
                  FROM own, ONLY %s AS t
                 WHERE CASE WHEN age(t.xmin) < age(CAST(:bound AS xid))
                            THEN pg_xact_status((own.id + own.age - age(t.xmin))::text::xid8) = 'in progress' ELSE false END
                 LIMIT :limit"""
                .formatted(table.selectedKeys(), table.name());
    }

    private static String rowsByKey(SampledTable table) {
        return """
                SELECT left((to_jsonb(t) || CAST(:masked AS jsonb))::text, :length), %s
                  FROM ONLY %s AS t JOIN unnest(%s) AS wanted(%s) ON %s"""
                .formatted(
                        table.selectedKeys(), table.name(), table.wantedKeys(), table.wantedNames(), table.isWanted());
    }

    private String maskOf(SampledTable table) {
        return LockstepJson.messages()
                .writeValueAsString(table.columns().stream()
                        .filter(masking::masksField)
                        .collect(Collectors.toMap(Function.identity(), column -> Masking.MASK)));
    }

    private String unit(SampledTable table, List<String> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> "%s=%s".formatted(table.keys().get(i), isMasked(table, i) ? Masking.MASK : key.get(i)))
                .collect(Collectors.joining(", ", table.name() + " ", ""));
    }

    private boolean isMasked(SampledTable table, int key) {
        String column = table.keys().get(key);
        return masking.masksField(column.startsWith("\"") ? column.substring(1, column.length() - 1) : column);
    }

    /** Reads within a time limit. What cannot be read is left out, because samples are not needed for the numbers. */
    private Map<List<String>, String> limited(SampledTable table, Supplier<Map<List<String>, String>> read) {
        try {
            return JdbcSavepoint.runAndRollBack(jdbc, () -> {
                jdbc.sql("SELECT set_config('statement_timeout', '%d', true)".formatted(SEARCH_MILLIS))
                        .query()
                        .listOfRows();
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

    private Map<Long, SampledTable> tables(Collection<Long> oids) {
        Map<Long, SampledTable> tables = new HashMap<>();
        jdbc.sql(TABLES)
                .param("oids", oids.toArray(Long[]::new))
                .query((row, number) -> table(row))
                .list()
                .forEach(table -> tables.put(table.oid(), table));
        return tables;
    }

    private static SampledTable table(ResultSet row) throws SQLException {
        return new SampledTable(row.getLong(1), row.getString(2), texts(row, 3), texts(row, 4), texts(row, 5));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }
}
