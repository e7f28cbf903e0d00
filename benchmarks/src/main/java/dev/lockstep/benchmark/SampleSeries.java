package dev.lockstep.benchmark;

import java.util.ArrayList;
import java.util.List;

/** One value of each minute of a run, and whether it has grown. */
final class SampleSeries {
    private static final int QUARTERS = 4;
    private static final int MINUTES_PER_HOUR = 60;

    private final GrowthLimit limit;
    private final List<Double> values = new ArrayList<>();

    SampleSeries(GrowthLimit limit) {
        this.limit = limit;
    }

    void add(double value) {
        values.add(value);
    }

    /** The median of the first quarter of the minutes. */
    double first() {
        return median(values.subList(0, quarter()));
    }

    /** The median of the last quarter of the minutes. */
    double last() {
        return median(values.subList(values.size() - quarter(), values.size()));
    }

    /** From the middle of the first quarter to the middle of the last one. Zero for a single minute. */
    double growthPerHour() {
        int minutes = values.size() - quarter();
        return minutes == 0 ? 0 : (last() - first()) * MINUTES_PER_HOUR / minutes;
    }

    boolean isFlat() {
        return limit.permits(first(), last());
    }

    /** The judgement in one word, which is empty for a value without a limit. */
    String judgement() {
        if (limit == GrowthLimit.NONE) {
            return "";
        }
        return isFlat() ? ", flat" : ", GROWS";
    }

    private int quarter() {
        return Math.max(1, values.size() / QUARTERS);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
