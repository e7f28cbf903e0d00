package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.List;

/** Percentiles of measured times, in milliseconds. */
record Percentiles(List<Duration> sorted) {

    static Percentiles of(List<Duration> times) {
        return new Percentiles(times.stream().sorted().toList());
    }

    /** The smallest time that at least this share of all times does not exceed. */
    double millis(int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1).toNanos() / 1e6;
    }
}
