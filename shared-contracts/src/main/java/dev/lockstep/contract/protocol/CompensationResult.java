package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What undoing a step came to.
 *
 * @param restored units put back as they were
 * @param conflicts units that an application had changed since, which were left as they are
 * @param conflictSamples some of the conflicts; the target's journal has all
 * @param counts other counts by name, such as {@code expired}
 * @param statements things that differ and are stated, such as a column order
 */
public record CompensationResult(
        @JsonProperty(required = true) long restored,
        @JsonProperty(required = true) long conflicts,
        List<Conflict> conflictSamples,
        Map<String, Long> counts,
        List<String> statements) {
    /** A step that never ran: nothing to put back. */
    public static final CompensationResult NOTHING = new CompensationResult(0, 0, null, null, null);

    /** How many conflicts a report carries at the most. */
    public static final int SAMPLE_SIZE = 20;

    public CompensationResult(
            long restored,
            long conflicts,
            @Nullable List<Conflict> conflictSamples,
            @Nullable Map<String, Long> counts,
            @Nullable List<String> statements) {
        this.restored = restored;
        this.conflicts = conflicts;
        this.conflictSamples = conflictSamples == null ? List.of() : List.copyOf(conflictSamples);
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.statements = statements == null ? List.of() : List.copyOf(statements);
    }
}
