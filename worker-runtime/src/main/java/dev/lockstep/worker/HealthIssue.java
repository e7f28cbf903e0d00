package dev.lockstep.worker;

import java.time.Duration;
import java.util.Locale;

/**
 * A limit of a target that is exceeded.
 *
 * @param text the value found and the limit, such as {@code replica lag 14.2 s, limit 10 s}
 */
public record HealthIssue(HealthSignal signal, String text) {
    private static final int MILLIS = 1_000;

    /**
     * Creates an issue of a duration.
     *
     * @param subject what the duration is of, such as {@code replica lag}
     */
    public static HealthIssue of(HealthSignal signal, String subject, Duration found, Duration limit) {
        return new HealthIssue(signal, "%s %s, limit %s".formatted(subject, text(found), text(limit)));
    }

    /** Returns for example "250 ms", "14.2 s", "10 s" or "15 min". */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < MILLIS) {
            return millis + " ms";
        }
        if (millis >= Duration.ofMinutes(2).toMillis()) {
            return duration.toMinutes() + " min";
        }
        return millis % MILLIS == 0
                ? millis / MILLIS + " s"
                : String.format(Locale.ROOT, "%.1f s", (double) millis / MILLIS);
    }
}
