package dev.lockstep.benchmark;

/** Number and sum of the durations of dispatches. */
record StepDurations(double count, double seconds) {

    StepDurations minus(StepDurations earlier) {
        return new StepDurations(count - earlier.count, seconds - earlier.seconds);
    }

    double meanMillis() {
        return seconds * 1e3 / count;
    }
}
