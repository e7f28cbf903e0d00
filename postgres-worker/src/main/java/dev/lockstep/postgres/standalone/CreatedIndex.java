package dev.lockstep.postgres.standalone;

import org.jspecify.annotations.Nullable;

/**
 * An index in the journal of the step that creates it.
 *
 * @param table the qualified, quoted name of its table
 * @param name its qualified, quoted name
 * @param definition the intended definition; once it is created, {@link CatalogIndex#text} as the step left it
 * @param oid its identity; absent until it is created
 */
public record CreatedIndex(State state, String table, String name, String definition, @Nullable Long oid) {
    /** How far the step came. */
    public enum State {
        /** The index may exist, valid or invalid. */
        INTENDED,
        /** The index is valid, and the step is applied. */
        CREATED,
        /** The undo may have dropped the index. */
        DROPPING,
        COMPENSATED
    }

    /** Whether an index that exists is the one of this step, unchanged. */
    public boolean isUnchanged(CatalogIndex found) {
        return switch (state) {
            case INTENDED -> definition.equals(found.definition());
            case CREATED -> oid != null && oid == found.oid() && definition.equals(found.text());
            case DROPPING, COMPENSATED -> oid != null && oid == found.oid();
        };
    }

    /** The text of an index that is not as the step left it, for people; if only its identity differs, a note of that. */
    public String describe(CatalogIndex found) {
        return definition.equals(found.text()) ? "another index with this definition" : found.text();
    }

    public CreatedIndex created(CatalogIndex found) {
        return new CreatedIndex(State.CREATED, table, name, found.text(), found.oid());
    }

    public CreatedIndex dropping(CatalogIndex found) {
        return new CreatedIndex(State.DROPPING, table, name, definition, found.oid());
    }

    public CreatedIndex compensated() {
        return new CreatedIndex(State.COMPENSATED, table, name, definition, oid);
    }
}
