package dev.lockstep.coordinator.saga;

/** What becomes of a submitted plan. */
public enum RunMode {
    /** Its steps are applied. */
    MIGRATION(""),
    /** Its steps are only tried. */
    DRY_RUN("dry-run:"),
    /** Its steps are only applied on scratch copies. */
    REHEARSAL("rehearsal:");

    private final String prefix;

    RunMode(String prefix) {
        this.prefix = prefix;
    }

    /** Whether the stores are changed. */
    public boolean appliesSteps() {
        return this == MIGRATION;
    }

    /** Keeps what is stored for a plan apart from what is stored for the same plan in another mode. */
    public String prefix() {
        return prefix;
    }
}
