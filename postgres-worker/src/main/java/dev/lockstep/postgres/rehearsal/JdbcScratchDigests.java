package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SessionSettings;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.DefinitionEquivalence;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Computes the digests of the rows of each table and of each definition. They cover neither the journal nor the schema
 * history, nor the values of sequences, which no transaction rolls back, nor the order of columns.
 */
final class JdbcScratchDigests {
    private static final int MAX_DEFINITIONS = 4_000;
    private static final String SETTINGS = "SELECT set_config('row_security', 'off', true)";
    private static final String TABLES =
            """
            SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relkind = 'p' AS partitioned,
                   coalesce((SELECT string_agg(format('r.%I', a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
                              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') AS columns
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
               AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockstep_journal')
               AND c.oid IS DISTINCT FROM to_regclass(:history)
               AND NOT EXISTS (SELECT FROM pg_depend d
                                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
             ORDER BY 1""";

    private final String history;
    private final JdbcCatalog catalog;
    private final Map<String, String> first = new HashMap<>();

    /** @param history the qualified, quoted name of the schema history table */
    JdbcScratchDigests(String history) {
        this.history = history;
        this.catalog = new JdbcCatalog(history);
    }

    private record Table(String name, boolean partitioned, String columns) {
        /**
         * The sums of the digests of all rows depend on every row and how often it occurs, but not on their order. OFFSET
         * keeps the server from computing a digest for each of the sums.
         */
        String query() {
            return """
                    SELECT concat_ws(' ', count(*), sum(('x' || substr(digest, 1, 16))::bit(64)::bigint),
                                     sum(('x' || substr(digest, 17, 16))::bit(64)::bigint),
                                     sum(('x' || substr(digest, 33, 16))::bit(64)::bigint),
                                     sum(('x' || substr(digest, 49, 16))::bit(64)::bigint))
                      FROM (SELECT encode(sha256(convert_to(ROW(%s)::text, getdatabaseencoding())), 'hex') AS digest
                              FROM %s%s AS r OFFSET 0) AS rows"""
                    .formatted(columns, partitioned ? "" : "ONLY ", name);
        }
    }

    /** Computes the digests in one transaction. */
    ContentDigests compute(JdbcDispatchSession copy) {
        return copy.inRolledBackTransaction(jdbc -> {
            jdbc.sql(SessionSettings.FOR_CATALOG.transactionQuery()).query().listOfRows();
            jdbc.sql(SETTINGS).query().listOfRows();
            SortedMap<String, Digest> parts = new TreeMap<>();
            addDefinitions(copy, parts);
            for (Table table : tables(jdbc)) {
                copy.context().checkpoint();
                String sums = jdbc.sql(table.query()).query(String.class).single();
                parts.put("rows of " + table.name(), digestOf(sums));
            }
            return new ContentDigests(parts);
        });
    }

    private List<Table> tables(JdbcClient jdbc) {
        return jdbc.sql(TABLES)
                .param("history", history)
                .query((row, number) -> new Table(row.getString(1), row.getBoolean(2), row.getString(3)))
                .list();
    }

    private void addDefinitions(JdbcDispatchSession copy, SortedMap<String, Digest> parts) {
        SortedMap<String, CatalogObject> objects =
                catalog.objects().definitions(copy.jdbc(), catalog.objects().all(copy.jdbc()));
        objects.keySet().removeIf(object -> object.startsWith(CatalogChange.COLUMN_ORDER));
        DefinitionEquivalence equivalence = catalog.equivalence(copy);
        Map<String, StringJoiner> texts = new TreeMap<>();
        for (CatalogObject object : objects.values()) {
            String part = objects.size() > MAX_DEFINITIONS ? "definitions of kind " + object.kind() : object.object();
            texts.computeIfAbsent(part, _ -> new StringJoiner("\n"))
                    .add(object.object())
                    .add(canonical(object, equivalence));
        }
        texts.forEach((part, text) -> parts.put(part, digestOf(text.toString())));
    }

    /** The first text that was seen of a definition stands for all that mean the same. */
    private String canonical(CatalogObject object, DefinitionEquivalence equivalence) {
        String found = object.definition();
        String earlier = first.putIfAbsent(object.object(), found);
        return earlier != null
                        && !earlier.equals(found)
                        && equivalence.holds(new CatalogChange(object.object(), earlier, found))
                ? earlier
                : found;
    }

    private static Digest digestOf(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
