package dev.lockstep.postgres.unit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the definitions of catalog objects by address. Addresses that do not exist have no definition. */
final class JdbcCatalogDefinitions {
    private static final String HEADER = "definitions/header.sql";
    private static final String PRIVILEGES = "definitions/acl.sql";
    private static final Map<String, String> QUERIES = queries();
    private static final Set<String> OTHER_CATALOGS = Set.of(
            "pg_operator",
            "pg_opclass",
            "pg_opfamily",
            "pg_amop",
            "pg_amproc",
            "pg_cast",
            "pg_collation",
            "pg_conversion",
            "pg_language",
            "pg_am",
            "pg_transform",
            "pg_ts_config",
            "pg_ts_dict",
            "pg_ts_parser",
            "pg_ts_template",
            "pg_foreign_data_wrapper");
    private static final Set<String> CATALOGS =
            Stream.concat(QUERIES.keySet().stream(), OTHER_CATALOGS.stream()).collect(Collectors.toUnmodifiableSet());
    private static final String OTHERS = SqlResource.read(HEADER, "definitions/other.sql", PRIVILEGES);
    private static final String COMMENTS = SqlResource.read(HEADER, "definitions/comment.sql");

    private final String historyTable;

    JdbcCatalogDefinitions(String historyTable) {
        this.historyTable = historyTable;
    }

    private static Map<String, String> queries() {
        Stream<String> withPrivileges =
                Stream.of("pg_class", "pg_proc", "pg_type", "pg_namespace", "pg_default_acl", "pg_foreign_server");
        Stream<String> withoutPrivileges = Stream.of(
                "pg_constraint",
                "pg_trigger",
                "pg_rewrite",
                "pg_policy",
                "pg_extension",
                "pg_statistic_ext",
                "pg_event_trigger",
                "pg_publication");
        Map<String, String> queries = withPrivileges.collect(Collectors.toMap(
                Function.identity(), catalog -> SqlResource.read(HEADER, fileOf(catalog), PRIVILEGES)));
        withoutPrivileges.forEach(catalog -> queries.put(catalog, SqlResource.read(HEADER, fileOf(catalog))));
        return Map.copyOf(queries);
    }

    private static String fileOf(String catalog) {
        return "definitions/%s.sql".formatted(catalog);
    }

    /** The system tables whose objects have definitions. */
    static Set<String> catalogs() {
        return CATALOGS;
    }

    /** Whether objects of this kind have definitions. */
    static boolean contains(CatalogAddress address) {
        return CATALOGS.contains(address.catalog());
    }

    List<CatalogDefinition> read(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        List<CatalogDefinition> definitions = new ArrayList<>();
        List<CatalogAddress> others = addresses.stream()
                .filter(address -> OTHER_CATALOGS.contains(address.catalog()))
                .toList();
        addresses.stream()
                .filter(address -> QUERIES.containsKey(address.catalog()))
                .collect(Collectors.groupingBy(CatalogAddress::catalog))
                .forEach((catalog, ofCatalog) ->
                        definitions.addAll(query(jdbc, Objects.requireNonNull(QUERIES.get(catalog)), ofCatalog)));
        definitions.addAll(query(jdbc, OTHERS, others));
        definitions.addAll(query(jdbc, COMMENTS, addresses));
        return definitions;
    }

    private List<CatalogDefinition> query(JdbcClient jdbc, String sql, Collection<CatalogAddress> addresses) {
        return addresses.isEmpty()
                ? List.of()
                : JdbcCatalogAddresses.bind(jdbc.sql(sql), addresses)
                        .param("history", historyTable)
                        .query((row, number) -> new CatalogDefinition(
                                JdbcCatalogAddresses.map(row), row.getString(3), row.getString(4)))
                        .list();
    }
}
