package dev.lockstep.benchmark;

/** How much a value may grow from the first quarter of a run to the last one, and still be called flat. */
enum GrowthLimit {
    /** For numbers of threads, files and connections. */
    TWO {
        @Override
        boolean permits(double first, double last) {
            return last - first <= 2;
        }
    },
    /** For memory. */
    TENTH {
        @Override
        boolean permits(double first, double last) {
            return last < first * 1.1;
        }
    },
    /** For values that depend on the rest of the machine. */
    NONE {
        @Override
        boolean permits(double first, double last) {
            return true;
        }
    };

    abstract boolean permits(double first, double last);
}
