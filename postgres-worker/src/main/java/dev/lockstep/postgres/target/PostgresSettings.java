package dev.lockstep.postgres.target;

import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A target's address and its options by type.
 *
 * @param historyTable the schema history of {@code postgres.sql}, in the connection's first schema
 * @param lockTimeout how long one statement waits for a lock, and makes later statements wait behind it
 * @param lockRetryTimeout how long a transaction is retried while it does not get its locks
 * @param statementTimeout how long one statement of an operation may run
 */
public record PostgresSettings(
        String url,
        @Nullable String username,
        @Nullable String password,
        String historyTable,
        Duration lockTimeout,
        Duration lockRetryTimeout,
        Duration statementTimeout) {
    private static final int LONGEST_NAME = 63;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /**
     * Reads all options.
     *
     * @throws IllegalArgumentException if an option is unknown or invalid
     */
    public static PostgresSettings of(TargetSettings target) {
        TargetOptions options = TargetOptions.of(target);
        PostgresSettings settings = new PostgresSettings(
                target.url(),
                target.username(),
                target.password(),
                options.text("history-table", "lockstep_schema_history", LONGEST_NAME),
                options.duration("lock-timeout", Duration.ofMillis(500), SHORTEST),
                options.duration("lock-retry-timeout", Duration.ofSeconds(30), Duration.ZERO),
                options.duration("statement-timeout", Duration.ofHours(1), SHORTEST));
        options.refuseUnknown();
        return settings;
    }

    /** Without the password, and without the URL, which may contain one. */
    @Override
    public String toString() {
        return "PostgreSQL with history in " + historyTable;
    }
}
