package dev.lockstep.mongo.target;

import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;

/**
 * The options of one MongoDB target. In the configuration each has the component's name in kebab case.
 *
 * @param batchSize documents per batch
 * @param writeWindow how long a dispatch may write before it renews its write window
 * @param writeLimit the longest time that one write command may take on the server
 * @param selectionTimeout how long the driver looks for a server
 * @param socketTimeout how long the driver waits for a response
 * @param scanLimit how long a read may take that can scan the whole collection
 * @param authSource the database that holds the user's credentials
 */
public record MongoOptions(
        int batchSize,
        Duration writeWindow,
        Duration writeLimit,
        Duration selectionTimeout,
        Duration socketTimeout,
        Duration scanLimit,
        String authSource) {
    private static final int LARGEST_BATCH = 10_000;
    private static final int LONGEST_DATABASE_NAME = 64;
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    /** @throws IllegalArgumentException for an unknown option or a value out of its bounds */
    static MongoOptions of(TargetSettings settings) {
        TargetOptions options = TargetOptions.of(settings);
        MongoOptions read = new MongoOptions(
                options.number("batch-size", 500, 1, LARGEST_BATCH),
                options.duration("write-window", Duration.ofSeconds(2), MILLISECOND),
                options.duration("write-limit", Duration.ofSeconds(5), MILLISECOND),
                options.duration("selection-timeout", Duration.ofSeconds(2), MILLISECOND),
                options.duration("socket-timeout", Duration.ofSeconds(30), MILLISECOND),
                options.duration("scan-limit", Duration.ofMinutes(10), MILLISECOND),
                options.text("auth-source", "admin", LONGEST_DATABASE_NAME));
        options.refuseUnknown();
        return read;
    }
}
