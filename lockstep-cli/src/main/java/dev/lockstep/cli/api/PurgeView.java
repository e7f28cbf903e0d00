package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The purge of a migration's journals in the coordinator's API, or what it would remove.
 *
 * @param endedAt when the migration ended
 * @param purgedAt when the last journal was removed
 * @param rows the number of rows that were removed so far
 * @param bytes their size, in part estimated
 * @param steps the steps whose journals are removed; absent in a dry run
 * @param journals the journals that would be removed; absent unless it is a dry run
 */
public record PurgeView(
        String migration,
        String endedAt,
        @Nullable String purgedAt,
        long rows,
        long bytes,
        @Nullable List<Part> steps,
        @Nullable List<Journal> journals) {

    /**
     * The purge of the journal of one step.
     *
     * @param finding the last failure
     */
    public record Part(String step, String target, String state, @Nullable String finding) {}

    /**
     * What is known of the journal of one step.
     *
     * @param since when the step was sent to be applied
     * @param units the number of units that it has changed; absent if it is unknown
     */
    public record Journal(String step, String target, String since, @Nullable Long units) {}

    /** A migration that cannot be purged now. */
    public record Refused(String migration, String reason) {}

    /**
     * The purges of one request.
     *
     * @param items the purges that are decided, or what they would remove
     * @param more whether there are further migrations of this age
     */
    public record Several(List<PurgeView> items, List<Refused> refused, boolean more) {}

    public boolean isPurged() {
        return purgedAt != null;
    }
}
