package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of compensating a step.
 *
 * @param restored number of units restored to their pre-image
 * @param conflicts number of units that keep the value of an application, because it changed them after the step
 * @param conflictSamples up to {@link #SAMPLE_SIZE} conflicts; the target's journal holds all of them
 * @param counts other counts by name, such as {@code expired}
 * @param differences differences that remain after the compensation, such as a changed order of columns
 */
public record CompensationResult(
        @JsonProperty(required = true) long restored,
        @JsonProperty(required = true) long conflicts,
        List<Conflict> conflictSamples,
        Map<String, Long> counts,
        @JsonAlias("statements") List<String> differences) {
    /** The result for a step that never ran. */
    public static final CompensationResult NOTHING = new CompensationResult(0, 0, null, null, null);

    /** Maximum number of conflicts in a report. */
    public static final int SAMPLE_SIZE = 20;

    public CompensationResult(
            long restored,
            long conflicts,
            @Nullable List<Conflict> conflictSamples,
            @Nullable Map<String, Long> counts,
            @Nullable List<String> differences) {
        this.restored = restored;
        this.conflicts = conflicts;
        this.conflictSamples = conflictSamples == null ? List.of() : List.copyOf(conflictSamples);
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.differences = differences == null ? List.of() : List.copyOf(differences);
    }
}
