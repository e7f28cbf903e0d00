package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The measured times of one operation, one for each round. */
record Safeguard(String name, List<Duration> times) {
    Safeguard(String name) {
        this(name, new ArrayList<>());
    }

    void add(Duration time) {
        times.add(time);
    }

    double medianSeconds() {
        return seconds(times.stream().sorted().toList().get(times.size() / 2));
    }

    double shortestSeconds() {
        return seconds(times.stream().min(Duration::compareTo).orElseThrow());
    }

    double longestSeconds() {
        return seconds(times.stream().max(Duration::compareTo).orElseThrow());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    /** Prints the median time with the shortest and the longest one, and the units per second of the median. */
    void print(int units, ResultTable results) {
        printTimes(results);
        results.add("    units per second", units / medianSeconds(), "/s");
    }

    /** Prints the median time with the shortest and the longest one. */
    void printTimes(ResultTable results) {
        results.addSeconds(
                "  %s (%.2f to %.2f s)".formatted(name, shortestSeconds(), longestSeconds()), medianSeconds());
    }

    /** Prints the ratio of the medians. */
    void printRatio(Safeguard other, ResultTable results) {
        results.addRatio("  %s / %s".formatted(name, other.name), medianSeconds() / other.medianSeconds());
    }
}
