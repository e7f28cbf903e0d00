package dev.lockstep.example.store;

/** The form of a unit: before or after the migration of {@code examples/sop-complete.yaml}. */
public enum Form {
    OLD,
    NEW
}
