package dev.lockstep.mongo.target;

import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.List;

/**
 * The options of one MongoDB target. The key of an option is the component's name in kebab case, such as
 * {@code batch-size}.
 *
 * @param batchSize documents per batch
 * @param writeWindow the length of a write window, after which a dispatch must open a new one to write
 * @param writeLimit the time limit of one write command on the server
 * @param selectionTimeout how long the driver waits for a suitable server, and for a connection to it
 * @param socketTimeout how long the driver waits for a response
 * @param scanLimit the time limit of a read that may scan the whole collection
 * @param authSource the database that holds the user's credentials
 * @param sslBundle the SSL bundle of the client; empty for the trust store of the Java platform
 * @param health what holds steps back
 * @param masking fields whose values reports do not show
 */
public record MongoOptions(
        int batchSize,
        Duration writeWindow,
        Duration writeLimit,
        Duration selectionTimeout,
        Duration socketTimeout,
        Duration scanLimit,
        String authSource,
        String sslBundle,
        MongoHealthLimits health,
        Masking masking) {
    /** The option with the deployment on which rehearsals make their copies, in place of the one of the target. */
    public static final String REHEARSAL_URL = "rehearsal-url";

    private static final int MAX_BATCH_SIZE = 10_000;
    private static final int MAX_DATABASE_NAME_LENGTH = 64;
    private static final int MAX_BUNDLE_NAME_LENGTH = 100;
    private static final Duration SHORTEST_LIMIT = Duration.ofMillis(1);

    /** @throws IllegalArgumentException if an option is unknown, or its value is out of bounds */
    static MongoOptions of(TargetSettings settings) {
        TargetOptions options = TargetOptions.of(settings);
        MongoOptions parsed = new MongoOptions(
                options.number("batch-size", 500, 1, MAX_BATCH_SIZE),
                options.duration("write-window", Duration.ofSeconds(2), SHORTEST_LIMIT),
                options.duration("write-limit", Duration.ofSeconds(5), SHORTEST_LIMIT),
                options.duration("selection-timeout", Duration.ofSeconds(2), SHORTEST_LIMIT),
                options.duration("socket-timeout", Duration.ofSeconds(30), SHORTEST_LIMIT),
                options.duration("scan-limit", Duration.ofMinutes(10), SHORTEST_LIMIT),
                options.text("auth-source", "admin", MAX_DATABASE_NAME_LENGTH),
                options.text("ssl-bundle", "", MAX_BUNDLE_NAME_LENGTH),
                MongoHealthLimits.of(options),
                Masking.of(options.maskedFields(), List.of()));
        // Not a component, because the text of a record has the values of its components, and a URL can have a
        // password.
        var _ = options.text(REHEARSAL_URL, "", Integer.MAX_VALUE);
        options.refuseUnknown();
        return parsed;
    }
}
