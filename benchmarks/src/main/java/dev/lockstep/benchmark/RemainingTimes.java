package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The remaining times that were shown while a step ran from its dispatch to its report, beside the real ones. */
record RemainingTimes(Instant start, Instant end, List<ProgressSample> samples) {
    private static final double PERCENT = 100;

    /**
     * One sample beside what was true at its time.
     *
     * @param share the shown share of the units, in percent
     * @param shown the shown remaining seconds; absent if none were shown
     * @param left the seconds that the step then took to its end
     * @param whole the seconds that the whole step took
     */
    record Mark(double share, @Nullable Long shown, double left, double whole) {

        /** How much more than the real remaining time was shown, in percent of the whole step. */
        double errorOfWhole() {
            return PERCENT * (shownOrZero() - left) / whole;
        }

        /** How much more than the real remaining time was shown, in percent of that time. */
        double errorOfLeft() {
            return PERCENT * (shownOrZero() - left) / left;
        }

        private long shownOrZero() {
            return shown == null ? 0 : shown;
        }
    }

    double seconds() {
        return seconds(start, end);
    }

    /** The first sample with at least this share of the units; empty if no sample had it. */
    Optional<Mark> atShare(double percent) {
        return samples.stream()
                .filter(sample -> sample.total() != null && sample.share() >= percent)
                .findFirst()
                .map(this::mark);
    }

    /** The last sample before this share of the time of the step was over; empty if there was none yet. */
    Optional<Mark> atTime(double percent) {
        return samples.stream()
                .filter(sample -> seconds(start, sample.at()) <= seconds() * percent / PERCENT)
                .reduce((_, later) -> later)
                .map(this::mark);
    }

    double largestShare() {
        return samples.stream().mapToDouble(ProgressSample::share).max().orElse(0);
    }

    /** The number of samples with a remaining time. */
    int shown() {
        return (int)
                samples.stream().filter(sample -> sample.etaSeconds() != null).count();
    }

    private Mark mark(ProgressSample sample) {
        return new Mark(sample.share(), sample.etaSeconds(), seconds(sample.at(), end), seconds());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
