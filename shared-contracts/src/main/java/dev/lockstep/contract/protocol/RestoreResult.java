package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a restore has changed, or would change if it is a dry run.
 *
 * @param dryRun whether nothing was written
 * @param equal units that are as in the backup
 * @param recreated units of the backup that were missing
 * @param replaced units that had another value than in the backup
 * @param removed units that the backup does not have
 * @param laterWrites of the recreated, replaced and removed units, those whose value is neither the one of the backup
 *     nor the one that the migration left: the restore replaces what an application wrote. Absent if that is unknown,
 *     for example because the journal of the migration is gone; then {@code notes} gives the reason
 * @param samples up to {@link #SAMPLE_SIZE} of the later writes
 * @param counts other counts by name
 * @param notes what a reader must know, such as parts that are not restored
 */
public record RestoreResult(
        @JsonProperty(required = true) boolean dryRun,
        @JsonProperty(required = true) long equal,
        @JsonProperty(required = true) long recreated,
        @JsonProperty(required = true) long replaced,
        @JsonProperty(required = true) long removed,
        @Nullable Long laterWrites,
        List<LaterWrite> samples,
        Map<String, Long> counts,
        List<String> notes) {
    /** Maximum number of samples. */
    public static final int SAMPLE_SIZE = 20;

    public RestoreResult(
            boolean dryRun,
            long equal,
            long recreated,
            long replaced,
            long removed,
            @Nullable Long laterWrites,
            @Nullable List<LaterWrite> samples,
            @Nullable Map<String, Long> counts,
            @Nullable List<String> notes) {
        this.dryRun = dryRun;
        this.equal = equal;
        this.recreated = recreated;
        this.replaced = replaced;
        this.removed = removed;
        this.laterWrites = laterWrites;
        this.samples = samples == null ? List.of() : List.copyOf(samples);
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * A unit that an application changed after the migration, and whose value a restore replaces.
     *
     * @param unit the key, the collection and document id, or the table and primary key; masked where the target says
     *     so
     */
    public record LaterWrite(
            @JsonProperty(required = true) String unit, @JsonProperty(required = true) Change change) {}

    /** What a restore does with a unit. */
    public enum Change {
        /** The unit was missing. */
        @JsonProperty("recreated")
        RECREATED,
        @JsonProperty("replaced")
        REPLACED,
        /** The backup does not have the unit. */
        @JsonProperty("removed")
        REMOVED
    }
}
