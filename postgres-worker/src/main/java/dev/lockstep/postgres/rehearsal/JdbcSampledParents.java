package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Chooses rows of a sample by the rows that they refer to, so that few of them must be left out later. It does so for
 * foreign keys of one column, of which the sample has up to {@value #MAX_KEYS} values.
 */
final class JdbcSampledParents {
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_LENGTH = 1 << 20;
    /** Since PostgreSQL 14, the server looks up each row in a hash table of a long array. */
    private static final String REFERENCES =
            """
            SELECT CASE WHEN child.relispartition THEN pg_partition_root(child.oid)::oid ELSE child.oid END::text AS child,
                   CASE WHEN parent.relispartition THEN pg_partition_root(parent.oid)::oid ELSE parent.oid END::text AS parent,
                   format('SELECT quote_literal(coalesce(array_agg(p.k)::text, ''{}'')), count(*)'
                          ' FROM (SELECT DISTINCT %I AS k FROM %s%I.%I LIMIT %s) AS p', b.attname,
                          CASE parent.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END, n.nspname, parent.relname, :limit) AS keys,
                   format('(%1$I IS NULL OR %1$I OPERATOR(%2$I.%3$s) ANY (', a.attname, op_schema.nspname, op.oprname) AS condition,
                   format('::%s[]))', format_type(b.atttypid, NULL)) AS condition_end
              FROM pg_constraint f
              JOIN pg_class child ON child.oid = f.conrelid
              JOIN pg_class parent ON parent.oid = f.confrelid JOIN pg_namespace n ON n.oid = parent.relnamespace
              JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = f.conkey[1]
              JOIN pg_attribute b ON b.attrelid = parent.oid AND b.attnum = f.confkey[1]
              JOIN pg_type t ON t.oid = b.atttypid AND t.typarray <> 0 AND t.typcategory <> 'A'
              JOIN pg_operator equality ON equality.oid = f.conpfeqop[1]
              JOIN pg_operator op ON op.oid = equality.oprcom JOIN pg_namespace op_schema ON op_schema.oid = op.oprnamespace
             WHERE f.contype = 'f' AND f.conparentid = 0 AND cardinality(f.conkey) = 1 AND child.oid <> parent.oid
               AND current_setting('server_version_num')::int >= 140000
             ORDER BY 1, 2, 4""";

    /**
     * A foreign key.
     *
     * @param child the {@link SourceTable#root} of the table that has it
     * @param parent the root of the table that it refers to
     * @param keys a query on the copy for a literal of an array with the keys of the parent, and their number
     * @param condition a condition for rows of the child, up to the literal
     * @param conditionEnd the rest of it
     */
    record Reference(String child, String parent, String keys, String condition, String conditionEnd) {}

    private final JdbcDispatchSession copy;
    private final Map<String, List<Reference>> references;
    private final Set<String> incomplete = new HashSet<>();
    private String root = "";
    private String condition = "";

    JdbcSampledParents(JdbcDispatchSession copy, List<Reference> references) {
        this.copy = copy;
        this.references = references.stream().collect(Collectors.groupingBy(Reference::child));
    }

    static List<Reference> read(JdbcClient source) {
        return source.sql(REFERENCES)
                .param("limit", MAX_KEYS + 1)
                .query((row, number) -> new Reference(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .list();
    }

    /** The tables in an order in which a table follows those that it refers to, except in a cycle. */
    List<SourceTable> parentsFirst(List<SourceTable> tables) {
        List<String> ordered = new ArrayList<>();
        Set<String> visited = new HashSet<>();
        tables.forEach(table -> visit(table.root(), visited, ordered));
        Map<String, List<SourceTable>> byRoot = tables.stream().collect(Collectors.groupingBy(SourceTable::root));
        return ordered.stream()
                .flatMap(root -> byRoot.getOrDefault(root, List.of()).stream())
                .toList();
    }

    private void visit(String root, Set<String> visited, List<String> ordered) {
        if (visited.add(root)) {
            references.getOrDefault(root, List.of()).forEach(reference -> visit(reference.parent(), visited, ordered));
            ordered.add(root);
        }
    }

    /** Not all rows of the table are in the copy. */
    void markIncomplete(SourceTable table) {
        incomplete.add(table.root());
    }

    /**
     * A condition for the rows of a table, which refer to rows of tables that are copied in part; empty for all rows.
     * The partitions of a table, which follow each other, have the same one.
     */
    String conditionFor(SourceTable table) {
        if (!table.root().equals(root)) {
            root = table.root();
            condition = conditionOf(root);
        }
        return condition;
    }

    private String conditionOf(String child) {
        return references.getOrDefault(child, List.of()).stream()
                .filter(reference -> incomplete.contains(reference.parent()))
                .map(this::condition)
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" AND "));
    }

    private String condition(Reference reference) {
        String keys = Objects.requireNonNull(copy.jdbc()
                .sql(reference.keys())
                .query((row, number) -> row.getInt(2) > MAX_KEYS ? "" : row.getString(1))
                .single());
        return keys.isEmpty() || keys.length() > MAX_LENGTH
                ? ""
                : reference.condition() + keys + reference.conditionEnd();
    }
}
