package dev.lockstep.benchmark;

import java.util.stream.Stream;

/**
 * The metrics of a service at one time.
 *
 * @param text in the text format of Prometheus
 */
record MetricValues(String text) {

    /** The sum over all series of a metric that have these labels. Zero if there are none. */
    double sum(String metric, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
