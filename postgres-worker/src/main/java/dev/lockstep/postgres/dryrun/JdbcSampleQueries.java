package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.worker.Masking;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Reads rows of a table as JSON by their keys: shortened, and without masked columns. */
final class JdbcSampleQueries {
    private static final int MAX_LENGTH = 200;

    private final Masking masking;
    private final String bound;

    /**
     * Reads rows of one script.
     *
     * @param bound a transaction id; those of the script's subtransactions are higher
     */
    JdbcSampleQueries(Masking masking, String bound) {
        this.masking = masking;
        this.bound = bound;
    }

    /** Rows that the script has written, read in its transaction: they are visible, but not committed. */
    Map<List<String>, String> written(JdbcClient own, SampledTable table, int limit) {
        return rows(
                own.sql(
                                """
                                WITH own AS MATERIALIZED (
                                  SELECT id, age((id & 4294967295)::text::xid) AS age
                                    FROM (SELECT pg_current_xact_id()::text::bigint) AS current(id)
                                )
                                SELECT left((to_jsonb(t) || CAST(:masked AS jsonb))::text, :length), %s
                                  FROM own, ONLY %s AS t
                                 WHERE CASE WHEN age(t.xmin) < age(CAST(:bound AS xid))
                                            THEN pg_xact_status((own.id + own.age - age(t.xmin))::text::xid8)
                                                 = 'in progress'
                                            ELSE false END
                                 LIMIT :limit"""
                                        .formatted(table.selectedKeys(), table.name()))
                        .param("bound", bound)
                        .param("limit", limit),
                table);
    }

    /**
     * Rows that the script has deleted, replaced or locked, read in another transaction, which still sees them.
     *
     * @param pid the process id of the script's session
     */
    Map<List<String>, String> removed(JdbcClient other, SampledTable table, int pid, int limit) {
        return rows(
                other.sql(
                                """
                                WITH latest AS MATERIALIZED (
                                  SELECT id, age((id & 4294967295)::text::xid) AS age
                                    FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS current(id)
                                ), of_other_session AS MATERIALIZED (
                                  SELECT transactionid AS id FROM pg_locks
                                   WHERE locktype = 'transactionid' AND granted AND pid IS DISTINCT FROM :pid
                                )
                                SELECT left((to_jsonb(t) || CAST(:masked AS jsonb))::text, :length), %s
                                  FROM latest, ONLY %s AS t
                                 WHERE CASE WHEN age(t.xmax) > 0 AND age(t.xmax) < age(CAST(:bound AS xid))
                                            THEN t.xmax NOT IN (SELECT id FROM of_other_session)
                                                 AND pg_xact_status((latest.id + latest.age - age(t.xmax))::text::xid8)
                                                     = 'in progress'
                                            ELSE false END
                                 LIMIT :limit"""
                                        .formatted(table.selectedKeys(), table.name()))
                        .param("bound", bound)
                        .param("pid", pid)
                        .param("limit", limit),
                table);
    }

    /** The rows with these keys that exist. */
    Map<List<String>, String> byKey(JdbcClient jdbc, SampledTable table, Collection<List<String>> keys) {
        StatementSpec query = jdbc.sql(
                """
                SELECT left((to_jsonb(t) || CAST(:masked AS jsonb))::text, :length), %s
                  FROM ONLY %s AS t JOIN unnest(%s) AS wanted(%s) ON %s"""
                        .formatted(
                                table.selectedKeys(),
                                table.name(),
                                table.wantedKeys(),
                                table.wantedNames(),
                                table.isWanted()));
        for (int i = 0; i < table.keys().size(); i++) {
            int column = i;
            query = query.param(
                    "k" + i, keys.stream().map(key -> key.get(column)).toArray(String[]::new));
        }
        return rows(query, table);
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

    private String maskOf(SampledTable table) {
        return LockstepJson.messages()
                .writeValueAsString(table.columns().stream()
                        .filter(masking::masksField)
                        .collect(Collectors.toMap(Function.identity(), column -> Masking.MASK)));
    }

    /** The name of a row: its table and its key. */
    String unit(SampledTable table, List<String> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> "%s=%s".formatted(table.keys().get(i), isMasked(table, i) ? Masking.MASK : key.get(i)))
                .collect(Collectors.joining(", ", table.name() + " ", ""));
    }

    private boolean isMasked(SampledTable table, int key) {
        String column = table.keys().get(key);
        return masking.masksField(column.startsWith("\"") ? column.substring(1, column.length() - 1) : column);
    }
}
