package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Definitions that were read before the script, while it held no locks.
 *
 * @param snapshot the server's snapshot, as the server prints it
 * @param addresses the objects that were read; those that did not exist have no definition
 */
record CatalogReadAhead(String snapshot, Set<CatalogAddress> addresses, List<CatalogDefinition> definitions) {
    static final CatalogReadAhead NONE = new CatalogReadAhead("1:1:", Set.of(), List.of());

    List<CatalogDefinition> definitionsOf(Collection<CatalogAddress> wanted) {
        return definitions.stream()
                .filter(definition -> wanted.contains(definition.address()))
                .toList();
    }
}
