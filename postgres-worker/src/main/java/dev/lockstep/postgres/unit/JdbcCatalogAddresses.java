package dev.lockstep.postgres.unit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Finds the addresses of catalog objects by name or by dependency. */
final class JdbcCatalogAddresses {
    private static final String DEPENDENTS = SqlResource.read("dependents.sql");
    private static final String NAMED = SqlResource.read("named.sql");

    private JdbcCatalogAddresses() {}

    /** These addresses and all that depend on them, directly or through other objects. */
    static Set<CatalogAddress> withDependents(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return addresses.isEmpty()
                ? Set.of()
                : new HashSet<>(bind(jdbc.sql(DEPENDENTS), addresses)
                        .query((row, number) -> map(row))
                        .list());
    }

    /**
     * The objects with one of these names, with the objects that belong to them.
     *
     * @param maxDependents how many of the objects that depend on them are found too
     */
    static Set<CatalogAddress> named(JdbcClient jdbc, Collection<String> names, int maxDependents) {
        return names.isEmpty()
                ? Set.of()
                : new HashSet<>(jdbc.sql(NAMED)
                        .param("names", names.toArray(String[]::new))
                        .param("dependents", maxDependents)
                        .query((row, number) -> map(row))
                        .list());
    }

    static StatementSpec bind(StatementSpec statement, Collection<CatalogAddress> addresses) {
        return statement
                .param(
                        "catalogs",
                        addresses.stream().map(CatalogAddress::catalog).toArray(String[]::new))
                .param("objects", addresses.stream().map(CatalogAddress::oid).toArray(Long[]::new));
    }

    static CatalogAddress map(ResultSet row) throws SQLException {
        return new CatalogAddress(row.getString(1), row.getLong(2));
    }
}
