package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Definitions that were read before the script, while it held no locks.
 *
 * @param addresses the objects that were read; those that did not exist have no definition
 * @param versions the versions of their rows, read before the definitions; absent for those that did not exist
 */
record CatalogReadAhead(
        Set<CatalogAddress> addresses, Map<CatalogAddress, String> versions, List<CatalogDefinition> definitions) {
    static final CatalogReadAhead NONE = new CatalogReadAhead(Set.of(), Map.of(), List.of());

    /** Those of the wanted objects that were read. */
    Set<CatalogAddress> among(Collection<CatalogAddress> wanted) {
        Set<CatalogAddress> found = new HashSet<>(wanted);
        found.retainAll(addresses);
        return found;
    }

    /** Those of the objects whose rows have the versions of later. */
    Set<CatalogAddress> unchanged(Collection<CatalogAddress> wanted, Map<CatalogAddress, String> later) {
        return wanted.stream()
                .filter(address -> Objects.equals(versions.get(address), later.get(address)))
                .collect(Collectors.toSet());
    }

    List<CatalogDefinition> definitionsOf(Collection<CatalogAddress> wanted) {
        return definitions.stream()
                .filter(definition -> wanted.contains(definition.address()))
                .toList();
    }
}
