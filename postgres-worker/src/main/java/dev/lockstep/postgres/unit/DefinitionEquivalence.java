package dev.lockstep.postgres.unit;

/** Decides whether two definitions of one object mean the same although their texts differ. */
@FunctionalInterface
public interface DefinitionEquivalence {
    /** Only equal texts mean the same. */
    DefinitionEquivalence TEXT = change -> false;

    boolean holds(CatalogChange change);
}
