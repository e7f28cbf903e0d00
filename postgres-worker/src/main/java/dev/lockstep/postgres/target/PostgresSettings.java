package dev.lockstep.postgres.target;

import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * A target's settings with every option read; an option that does not exist stops the worker when it starts.
 *
 * @param historyTable where the versions of {@code postgres.sql} are kept, in the connection's first schema
 * @param lockTimeout how long a statement may queue for a lock, and make others queue behind it
 * @param lockPatience how long a script is tried again while a lock is not to be had
 * @param statementTimeout the longest that one statement of a script may take
 */
public record PostgresSettings(
        String url,
        @Nullable String username,
        @Nullable String password,
        String historyTable,
        Duration lockTimeout,
        Duration lockPatience,
        Duration statementTimeout) {
    private static final String HISTORY_TABLE = "history-table";
    private static final String LOCK_TIMEOUT = "lock-timeout";
    private static final String LOCK_PATIENCE = "lock-patience";
    private static final String STATEMENT_TIMEOUT = "statement-timeout";
    /** Common to all workers; a script has no batches. */
    private static final String BATCH_SIZE = "batch-size";

    private static final Set<String> OPTIONS =
            Set.of(HISTORY_TABLE, LOCK_TIMEOUT, LOCK_PATIENCE, STATEMENT_TIMEOUT, BATCH_SIZE);
    private static final int LONGEST_NAME = 63;

    public PostgresSettings {
        if (historyTable.isBlank() || historyTable.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "%s is %s: PostgreSQL's names have 1 to 63 characters".formatted(HISTORY_TABLE, historyTable));
        }
        if (!lockTimeout.isPositive() || !statementTimeout.isPositive() || lockPatience.isNegative()) {
            throw new IllegalArgumentException("%s and %s are above zero, %s is not below it"
                    .formatted(LOCK_TIMEOUT, STATEMENT_TIMEOUT, LOCK_PATIENCE));
        }
    }

    public static PostgresSettings of(TargetSettings target) {
        Map<String, String> options = target.options();
        options.keySet().stream()
                .filter(option -> !OPTIONS.contains(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new IllegalArgumentException("%s has no option %s; a PostgreSQL target has %s"
                            .formatted(target, option, OPTIONS.stream().sorted().toList()));
                });
        return new PostgresSettings(
                target.url(),
                target.username(),
                target.password(),
                options.getOrDefault(HISTORY_TABLE, "lockstep_schema_history"),
                duration(options, LOCK_TIMEOUT, Duration.ofMillis(500)),
                duration(options, LOCK_PATIENCE, Duration.ofSeconds(30)),
                duration(options, STATEMENT_TIMEOUT, Duration.ofHours(1)));
    }

    /** Neither the password nor a URL that may hold one. */
    @Override
    public String toString() {
        return "PostgreSQL with history in " + historyTable;
    }

    private static Duration duration(Map<String, String> options, String option, Duration otherwise) {
        String text = options.get(option);
        return text == null ? otherwise : DurationStyle.detectAndParse(text);
    }
}
