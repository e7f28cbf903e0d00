package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a target differs from what Lockstep has left in it.
 *
 * @param steps number of steps whose journal was compared
 * @param objects number of catalog objects and indexes that were compared; 0 for MongoDB and Redis
 * @param differences the first {@link #MAX_DIFFERENCES}; none if the target is as it should be
 * @param found number of all differences
 * @param fence the highest dispatch number that the target has accepted; if it is above that of the check, only identity and
 *     fence were compared. Absent from older workers
 */
public record DriftResult(
        @JsonProperty(required = true) int steps,
        @JsonProperty(required = true) int objects,
        @JsonProperty(required = true) List<Difference> differences,
        @JsonProperty(required = true) int found,
        @Nullable DispatchNumber fence) {
    /** Maximum number of listed differences. */
    public static final int MAX_DIFFERENCES = 200;

    public DriftResult {
        differences = List.copyOf(differences);
    }

    public DriftResult(int steps, int objects, List<Difference> differences, int found) {
        this(steps, objects, differences, found, null);
    }

    /** What differs. */
    public enum Kind {
        /** The target is another database, or its journal was lost and created again. */
        @JsonProperty("identity")
        IDENTITY,
        /** The target has accepted lower dispatch numbers than it has reported, or a higher one than was ever given out. */
        @JsonProperty("fence")
        FENCE,
        /** The row of a completed step is missing or has another content. */
        @JsonProperty("journal")
        JOURNAL,
        /** The schema history does not have the version of a completed step as applied. */
        @JsonProperty("history")
        HISTORY,
        /** A catalog object that a completed step has changed has another definition. */
        @JsonProperty("catalog")
        CATALOG
    }

    /**
     * One difference.
     *
     * @param unit what differs, such as a step or a catalog object
     * @param expected what Lockstep has left
     * @param found what was found; texts are shortened
     */
    public record Difference(
            @JsonProperty(required = true) Kind kind,
            @JsonProperty(required = true) String unit,
            @JsonProperty(required = true) String expected,
            @JsonProperty(required = true) String found) {}
}
