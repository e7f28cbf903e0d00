package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.unit.CatalogAddress;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a backup contains.
 *
 * @param tables the tables by their OID; true if their rows are in the backup too
 * @param others objects that the steps change and that belong to no table
 * @param sequences sequences that the steps name
 * @param created names of objects that the steps create
 */
record TouchedObjects(
        SortedMap<Long, Boolean> tables, Set<CatalogAddress> others, Set<Long> sequences, List<String> created) {
    TouchedObjects {
        others = Set.copyOf(others);
        sequences = Set.copyOf(sequences);
        created = List.copyOf(created);
    }
}
