package dev.lockstep.postgres.unit;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a script has changed in the catalog.
 *
 * @param changes the changed definitions, ordered by object name
 * @param after the definitions after the script, of the changed objects and of the objects that were asked for by name
 * @param isWritten whether the script has written to a system table at all, even if no definition has changed
 */
public record CatalogDelta(List<CatalogChange> changes, CatalogSnapshot after, boolean isWritten) {
    /** Nothing was written and no definition was asked for. */
    static final CatalogDelta NONE = new CatalogDelta(List.of(), CatalogSnapshot.of(Stream.of()), false);

    public CatalogDelta {
        changes = List.copyOf(changes);
    }
}
