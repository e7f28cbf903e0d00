package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step would do.
 *
 * @param units number of units that the step would change: the {@code changed} of its result. Exact if nobody else
 *     changes the data in the meantime, unless {@code notes} says that it is an estimate
 * @param counts other counts by name, as in the result of the step
 * @param samples up to {@link #SAMPLE_SIZE} of the units, before and after
 * @param journalBytes estimated bytes that the journal of the step would take in the target
 * @param milliseconds estimated duration of the apply
 * @param undoDifferences what would differ after an undo; empty if the undo is exact
 * @param notes what a reader must know, such as parts that could not be tried, or why the numbers are estimates
 * @param findings what only this kind of store has
 */
public record DryRunResult(
        @JsonProperty(required = true) long units,
        Map<String, Long> counts,
        List<UnitSample> samples,
        @JsonProperty(required = true) long journalBytes,
        @JsonProperty(required = true) long milliseconds,
        List<String> undoDifferences,
        List<String> notes,
        @JsonProperty(required = true) DryRunFindings findings) {
    /** Maximum number of samples of one step. */
    public static final int SAMPLE_SIZE = 20;

    public DryRunResult(
            long units,
            @Nullable Map<String, Long> counts,
            @Nullable List<UnitSample> samples,
            long journalBytes,
            long milliseconds,
            @Nullable List<String> undoDifferences,
            @Nullable List<String> notes,
            DryRunFindings findings) {
        this.units = units;
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.samples = samples == null ? List.of() : List.copyOf(samples);
        this.journalBytes = journalBytes;
        this.milliseconds = milliseconds;
        this.undoDifferences = undoDifferences == null ? List.of() : List.copyOf(undoDifferences);
        this.notes = notes == null ? List.of() : List.copyOf(notes);
        this.findings = findings;
    }

    /**
     * One unit, before and after the step; both texts are shortened for display, and masked where the target says so.
     *
     * @param before absent if the unit does not exist yet
     * @param after absent if the unit would no longer exist
     */
    public record UnitSample(
            @JsonProperty(required = true) String unit, @Nullable String before, @Nullable String after) {}
}
