package dev.lockstep.cli.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the sample application answered.
 *
 * @param reads reads that were answered with 200
 * @param refusedWrites writes that were refused with 503, because the application was in maintenance mode
 * @param acceptedWrites writes that were not refused for maintenance
 * @param failures all other answers, and requests without an answer
 * @param slowest the longest time of a request
 */
record ApplicationCounts(
        long reads,
        long refusedWrites,
        long acceptedWrites,
        long failures,
        @Nullable String firstFailure,
        Duration slowest) {

    static final ApplicationCounts NONE = new ApplicationCounts(0, 0, 0, 0, null, Duration.ZERO);

    ApplicationCounts plus(ApplicationCounts other) {
        return new ApplicationCounts(
                reads + other.reads,
                refusedWrites + other.refusedWrites,
                acceptedWrites + other.acceptedWrites,
                failures + other.failures,
                firstFailure == null ? other.firstFailure : firstFailure,
                slowest.compareTo(other.slowest) < 0 ? other.slowest : slowest);
    }

    /** Whether every read was answered, and writes were refused at some time. */
    boolean areAsExpected() {
        return failures == 0 && reads > 0 && refusedWrites > 0;
    }

    String text() {
        String text = ("The application answered %,d of %,d requests, the slowest in %,d ms; "
                        + "%,d writes were refused during maintenance")
                .formatted(answers(), answers() + failures, slowest.toMillis(), refusedWrites);
        return firstFailure == null ? text : text + ". First failure: " + firstFailure;
    }

    private long answers() {
        return reads + refusedWrites + acceptedWrites;
    }
}
