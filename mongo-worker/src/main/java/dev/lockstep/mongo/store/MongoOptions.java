package dev.lockstep.mongo.store;

import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/**
 * How a target is worked on; every option stands under the target's name by its kebab-case name.
 *
 * @param batchSize documents per batch
 * @param writeWindow how long one raise of the fence lets a dispatch write
 * @param writeLimit the longest that one write command may take on the server
 * @param selectionTimeout how long a server is looked for before it counts as away
 * @param socketTimeout how long an answer is waited for before the connection counts as lost
 * @param scanLimit how long an answer is waited for when the server may have to look at everything for it
 */
public record MongoOptions(
        int batchSize,
        Duration writeWindow,
        Duration writeLimit,
        Duration selectionTimeout,
        Duration socketTimeout,
        Duration scanLimit) {
    private static final int MOST_PER_BATCH = 10_000;

    public MongoOptions {
        if (batchSize < 1 || batchSize > MOST_PER_BATCH) {
            throw new IllegalArgumentException(
                    "batch-size is between 1 and %d, not %d".formatted(MOST_PER_BATCH, batchSize));
        }
        if (writeWindow.toMillis() < 1 || writeLimit.toMillis() < 1 || scanLimit.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "write-window %s, write-limit %s and scan-limit %s must be longer than a millisecond"
                            .formatted(writeWindow, writeLimit, scanLimit));
        }
    }

    public static MongoOptions of(TargetSettings settings) {
        return new MongoOptions(
                Integer.parseInt(settings.options().getOrDefault("batch-size", "500")),
                duration(settings, "write-window", "2s"),
                duration(settings, "write-limit", "5s"),
                duration(settings, "selection-timeout", "2s"),
                duration(settings, "socket-timeout", "30s"),
                duration(settings, "scan-limit", "10m"));
    }

    private static Duration duration(TargetSettings settings, String option, String otherwise) {
        return DurationStyle.detectAndParse(settings.options().getOrDefault(option, otherwise));
    }
}
