package dev.lockstep.postgres.target;

import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.List;

/**
 * The address and the options of a PostgreSQL target.
 *
 * @param historyTable the name of the schema history table of {@code postgres.sql}, in the current schema
 * @param lockTimeout how long one statement waits for a lock, and other sessions queue behind it
 * @param lockRetryTimeout how long a transaction is retried while it does not get its locks
 * @param statementTimeout how long one statement of an operation may run
 * @param dryRunLimit how long the transaction of a dry run may last, and hold its locks
 * @param rehearsalUrl the URL of the server on which scratch copies are made; that of the target unless it is set
 * @param health what holds steps back
 * @param masking columns whose values reports do not show
 */
public record PostgresSettings(
        String url,
        CredentialSource credentials,
        String historyTable,
        Duration lockTimeout,
        Duration lockRetryTimeout,
        Duration statementTimeout,
        Duration dryRunLimit,
        String rehearsalUrl,
        PostgresHealthLimits health,
        Masking masking) {
    static final String URL_PREFIX = "jdbc:postgresql:";

    private static final int MAX_NAME_LENGTH = 63;
    private static final int MAX_URL_LENGTH = 4_000;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    /**
     * Parses the options of a target.
     *
     * @throws IllegalArgumentException if an option is unknown or invalid
     */
    public static PostgresSettings of(TargetSettings target) {
        TargetOptions options = TargetOptions.of(target);
        PostgresSettings settings = new PostgresSettings(
                target.url(),
                target.credentials(),
                options.text("history-table", "lockstep_schema_history", MAX_NAME_LENGTH),
                options.duration("lock-timeout", Duration.ofMillis(500), MIN_TIMEOUT),
                options.duration("lock-retry-timeout", Duration.ofSeconds(30), Duration.ZERO),
                options.duration("statement-timeout", Duration.ofHours(1), MIN_TIMEOUT),
                options.duration("dry-run-limit", Duration.ofSeconds(30), MIN_TIMEOUT),
                rehearsalUrl(target, options),
                PostgresHealthLimits.of(options),
                Masking.of(options.maskedFields(), List.of()));
        options.refuseUnknown();
        return settings;
    }

    /** The message leaves out the URL, which may contain a password. */
    private static String rehearsalUrl(TargetSettings target, TargetOptions options) {
        String url = options.text("rehearsal-url", target.url(), MAX_URL_LENGTH);
        if (!url.equals(target.url()) && !url.startsWith(URL_PREFIX)) {
            throw new IllegalArgumentException(
                    "option rehearsal-url of %s does not start with %s; expected %s//host:5432/database"
                            .formatted(target, URL_PREFIX, URL_PREFIX));
        }
        return url;
    }

    /** Omits the password, and the URL, which may contain a password. */
    @Override
    public String toString() {
        return "PostgreSQL with history in " + historyTable;
    }
}
