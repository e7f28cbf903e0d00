package dev.lockstep.postgres.unit;

import java.util.List;

/**
 * What a script has changed in the catalog.
 *
 * @param changes the changed definitions, ordered by object name
 * @param after the definitions after the script, of the changed objects and of the objects that were asked for by name
 */
public record CatalogDelta(List<CatalogChange> changes, CatalogSnapshot after) {
    public CatalogDelta {
        changes = List.copyOf(changes);
    }
}
