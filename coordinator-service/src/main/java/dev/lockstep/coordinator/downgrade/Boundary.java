package dev.lockstep.coordinator.downgrade;

/**
 * Where a downgrade ends: after the rollback of all migrations that came later.
 *
 * @param text the version or migration; {@code base} for the state before all migrations
 */
record Boundary(Kind kind, String text) {
    static final String BASE = "base";

    /** How the text is read. */
    enum Kind {
        BASE,
        VERSION,
        MIGRATION,
        /** A version, the id of a migration or the name of a plan. */
        ANY
    }

    static Boundary of(String text) {
        return new Boundary(text.equals(BASE) ? Kind.BASE : Kind.ANY, text);
    }

    boolean canBeVersion() {
        return kind == Kind.VERSION || kind == Kind.ANY;
    }

    boolean canBeMigration() {
        return kind == Kind.MIGRATION || kind == Kind.ANY;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case BASE, ANY -> text;
            case VERSION -> "version " + text;
            case MIGRATION -> "migration " + text;
        };
    }
}
