package dev.lockstep.benchmark;

import java.util.List;

/** What the load of {@link SoakBenchmark} does in one turn. */
enum SoakAction {
    COMPLETE("completed"),
    COMPLETE_WITH_STREAM("completed, events followed to the end"),
    COMPLETE_WITH_CLOSED_STREAM("completed, events left after the first"),
    ROLL_BACK("completed, then rolled back"),
    FAIL("step failed, rolled back"),
    PAUSE("paused and resumed with another in the queue, both completed"),
    DRY_RUN("dry run"),
    LISTS("pages of lists");

    private static final List<SoakAction> CYCLE = List.of(
            COMPLETE,
            COMPLETE,
            ROLL_BACK,
            COMPLETE,
            LISTS,
            COMPLETE_WITH_STREAM,
            COMPLETE,
            FAIL,
            COMPLETE,
            PAUSE,
            COMPLETE,
            COMPLETE_WITH_CLOSED_STREAM,
            ROLL_BACK,
            COMPLETE,
            DRY_RUN,
            COMPLETE,
            COMPLETE_WITH_STREAM,
            FAIL,
            COMPLETE_WITH_CLOSED_STREAM,
            COMPLETE);

    private final String label;

    SoakAction(String label) {
        this.label = label;
    }

    /** The action of a turn. Twenty turns contain all actions. */
    static SoakAction of(long turn) {
        return CYCLE.get((int) (turn % CYCLE.size()));
    }

    String label() {
        return label;
    }
}
