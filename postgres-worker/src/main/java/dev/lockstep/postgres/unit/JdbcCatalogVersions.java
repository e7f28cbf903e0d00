package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads which versions of their rows in system tables objects have. */
final class JdbcCatalogVersions {
    private static final String VERSIONS = SqlResource.read("row-versions.sql");

    private JdbcCatalogVersions() {}

    /**
     * The version of each object; absent if the object does not exist. A version changes with each committed change of a
     * row of the object.
     *
     * @param tables the system tables that the server has
     */
    static Map<CatalogAddress, String> read(JdbcClient jdbc, Collection<CatalogAddress> addresses, Set<String> tables) {
        Map<CatalogAddress, String> versions = new HashMap<>();
        if (!addresses.isEmpty()) {
            // The text does not depend on the addresses, so a connection plans it once.
            String rows = CatalogTable.ALL.stream()
                    .filter(table -> tables.contains(table.name()))
                    .flatMap(table -> table.lookups().stream().map(lookup -> select(table, lookup)))
                    .collect(Collectors.joining(" UNION ALL "));
            JdbcCatalogAddresses.bind(jdbc.sql(VERSIONS.formatted(rows)), addresses)
                    .query(row -> {
                        versions.put(JdbcCatalogAddresses.map(row), row.getString(3));
                    });
        }
        return versions;
    }

    private static String select(CatalogTable table, String lookup) {
        return """
                SELECT wanted.catalog, wanted.oid, '%1$s ' || t.ctid::text || ' ' || t.xmin::text AS version
                  FROM wanted JOIN %1$s t ON %2$s
                 WHERE %3$s"""
                .formatted(table.name(), lookup, table.condition());
    }
}
