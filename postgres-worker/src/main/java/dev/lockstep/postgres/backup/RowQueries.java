package dev.lockstep.postgres.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Statements that compare the rows of a table, {@code t}, with the rows of the backup in a temporary table, {@code s}.
 * Rows with the same primary key are compared by the stored form of their values, so 1.0 differs from 1.00, and -0 from
 * 0. Rows of a table without a primary key are compared as texts, and equal rows are counted.
 *
 * @param wanted the table in the backup
 * @param found the table now; it may lack columns or have others
 * @param loaded the name of the temporary table
 */
record RowQueries(TableShape wanted, TableShape found, String loaded) {
    private static final String COUNTS =
            """
            SELECT count(*) FILTER (WHERE t.lockstep_found AND s.lockstep_found AND %2$s),
                   count(*) FILTER (WHERE t.lockstep_found IS NULL),
                   count(*) FILTER (WHERE t.lockstep_found AND s.lockstep_found AND NOT (%2$s)),
                   count(*) FILTER (WHERE s.lockstep_found IS NULL)
            """;
    private static final String BOTH =
            """
              FROM (SELECT true AS lockstep_found, r.* FROM ONLY %3$s AS r) AS t
              FULL JOIN (SELECT true AS lockstep_found, r.* FROM %4$s AS r) AS s ON %1$s
            """;

    /** Whether rows have the same primary key now as in the backup. */
    boolean haveKeys() {
        Map<String, TableColumn> now = columnsNow();
        return !wanted.key().isEmpty()
                && wanted.key().equals(found.key())
                && wanted.stored().stream()
                        .filter(column -> wanted.key().contains(column.name()))
                        .allMatch(column -> isSameType(column, now));
    }

    private Map<String, TableColumn> columnsNow() {
        return found.stored().stream().collect(Collectors.toMap(TableColumn::name, Function.identity()));
    }

    private static boolean isSameType(TableColumn column, Map<String, TableColumn> now) {
        TableColumn other = now.get(column.name());
        return other != null && other.type().equals(column.type());
    }

    /** Whether every column of the backup still exists, so that rows can be compared at all. */
    boolean haveAllColumns() {
        return columnsNow()
                .keySet()
                .containsAll(wanted.stored().stream().map(TableColumn::name).toList());
    }

    String createLoaded() {
        return "CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP"
                .formatted(
                        loaded,
                        wanted.stored().stream()
                                .map(column -> column.name() + " " + column.type())
                                .collect(Collectors.joining(", ")));
    }

    /** Counts equal, missing, differing and other rows, in this order. */
    String counts() {
        if (haveKeys()) {
            return (COUNTS + BOTH).formatted(hasSameKey(), isEqual(), found.name(), loaded);
        }
        return haveAllColumns()
                ? """
            SELECT coalesce(sum(least(now, wanted)), 0), coalesce(sum(greatest(wanted - now, 0)), 0), 0,
                   coalesce(sum(greatest(now - wanted, 0)), 0)
              FROM (SELECT count(*) FILTER (WHERE NOT of_backup) AS now, count(*) FILTER (WHERE of_backup) AS wanted
                      FROM (SELECT %1$s AS content, false AS of_backup FROM ONLY %3$s AS r
                            UNION ALL SELECT %1$s, true FROM %4$s AS r) AS content
                     GROUP BY content) AS counted"""
                        .formatted(content(), "", found.name(), loaded)
                : "SELECT 0, (SELECT count(*) FROM %s), 0, (SELECT count(*) FROM ONLY %s)"
                        .formatted(loaded, found.name());
    }

    /** The keys of rows that differ, with what happens to them in the first column. */
    String samples() {
        String keys = wanted.key().stream()
                .map("coalesce(t.%1$s::text, s.%1$s::text)"::formatted)
                .collect(Collectors.joining(", "));
        return ("SELECT CASE WHEN t.lockstep_found IS NULL THEN 'RECREATED' WHEN s.lockstep_found IS NULL THEN 'REMOVED'"
                        + " ELSE 'REPLACED' END, " + keys + BOTH
                        + " WHERE t.lockstep_found IS NULL OR s.lockstep_found IS NULL OR NOT (%2$s) LIMIT :limit")
                .formatted(hasSameKey(), isEqual(), found.name(), loaded);
    }

    /** Removes the rows that are not in the backup as they are, then inserts those of the backup that are missing. */
    List<String> writes() {
        if (!haveKeys()) {
            return List.of(
                    """
            DELETE FROM ONLY %3$s
             WHERE ctid IN (SELECT t.place
                              FROM (SELECT r.ctid AS place, %1$s AS content,
                                           row_number() OVER (PARTITION BY %1$s) AS number FROM ONLY %3$s AS r) AS t
                              LEFT JOIN (SELECT %1$s AS content, count(*) AS number FROM %4$s AS r GROUP BY 1) AS s
                                     ON s.content = t.content
                             WHERE t.number > coalesce(s.number, 0))"""
                            .formatted(content(), "", found.name(), loaded),
                    """
            INSERT INTO %3$s (%2$s) OVERRIDING SYSTEM VALUE
            SELECT %2$s
              FROM (SELECT r.*, %1$s AS lockstep_content, row_number() OVER (PARTITION BY %1$s) AS lockstep_number
                      FROM %4$s AS r) AS s
              LEFT JOIN (SELECT %1$s AS lockstep_content, count(*) AS lockstep_present FROM ONLY %3$s AS r GROUP BY 1) AS t
                  USING (lockstep_content)
             WHERE lockstep_number > coalesce(lockstep_present, 0)"""
                            .formatted(content(), wanted.storedNames(), found.name(), loaded));
        }
        return List.of(
                "DELETE FROM ONLY %s AS t WHERE NOT EXISTS (SELECT FROM %s AS s WHERE %s AND %s)"
                        .formatted(found.name(), loaded, hasSameKey(), isEqual()),
                "INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %3$s AS s WHERE NOT EXISTS (SELECT FROM ONLY %1$s AS t WHERE %4$s)"
                        .formatted(found.name(), wanted.storedNames(), loaded, hasSameKey()));
    }

    private String hasSameKey() {
        return wanted.key().stream().map("s.%1$s = t.%1$s"::formatted).collect(Collectors.joining(" AND "));
    }

    /** A column of another type is compared as text; a missing one differs. */
    private String isEqual() {
        Map<String, TableColumn> now = columnsNow();
        List<String> sameType = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        for (TableColumn column : wanted.stored()) {
            if (isSameType(column, now)) {
                sameType.add(column.name());
            } else {
                conditions.add(
                        now.containsKey(column.name())
                                ? "t.%1$s::text IS NOT DISTINCT FROM s.%1$s::text".formatted(column.name())
                                : "false");
            }
        }
        if (!sameType.isEmpty()) {
            conditions.addFirst(
                    "record_image_eq(ROW(%s), ROW(%s))".formatted(prefixed("t", sameType), prefixed("s", sameType)));
        }
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    private static String prefixed(String table, List<String> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> table + "." + columns.get(i))
                .collect(Collectors.joining(", "));
    }

    /** A digest of a row's text, so that long rows need little memory. */
    private String content() {
        return "sha256(convert_to(ROW(%s)::text, 'UTF8'))"
                .formatted(prefixed(
                        "r", wanted.stored().stream().map(TableColumn::name).toList()));
    }
}
