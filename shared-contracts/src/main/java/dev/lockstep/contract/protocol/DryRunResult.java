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
 * @param undo how exact an undo of the step would be
 * @param notes what a reader must know, such as parts that could not be tried, or why the numbers are estimates
 * @param findings what only this kind of store has
 */
public record DryRunResult(
        @JsonProperty(required = true) long units,
        Map<String, Long> counts,
        List<UnitSample> samples,
        @JsonProperty(required = true) long journalBytes,
        @JsonProperty(required = true) long milliseconds,
        @JsonProperty(required = true) Undo undo,
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
            Undo undo,
            @Nullable List<String> notes,
            DryRunFindings findings) {
        this.units = units;
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.samples = samples == null ? List.of() : List.copyOf(samples);
        this.journalBytes = journalBytes;
        this.milliseconds = milliseconds;
        this.undo = undo;
        this.notes = notes == null ? List.of() : List.copyOf(notes);
        this.findings = findings;
    }

    public DryRunResult withUndo(Undo newUndo) {
        return new DryRunResult(units, counts, samples, journalBytes, milliseconds, newUndo, notes, findings);
    }

    public DryRunResult withNotes(List<String> newNotes) {
        return new DryRunResult(units, counts, samples, journalBytes, milliseconds, undo, newNotes, findings);
    }

    public DryRunResult withFindings(DryRunFindings newFindings) {
        return new DryRunResult(units, counts, samples, journalBytes, milliseconds, undo, notes, newFindings);
    }

    /**
     * How exact an undo of the step would be.
     *
     * @param differences what would differ after it; empty unless the exactness is {@link Exactness#DIFFERS}
     */
    public record Undo(@JsonProperty(required = true) Exactness exactness, List<String> differences) {
        public static final Undo EXACT = new Undo(Exactness.EXACT, null);
        public static final Undo NOT_TRIED = new Undo(Exactness.NOT_TRIED, null);
        public static final Undo IMPOSSIBLE = new Undo(Exactness.IMPOSSIBLE, null);

        public Undo(Exactness exactness, @Nullable List<String> differences) {
            this.exactness = exactness;
            this.differences = differences == null ? List.of() : List.copyOf(differences);
        }

        /** The result of a comparison: different, or as the second argument says if there are no differences. */
        public static Undo of(List<String> differences, Exactness otherwise) {
            return new Undo(differences.isEmpty() ? otherwise : Exactness.DIFFERS, differences);
        }
    }

    /** What is known about an undo. */
    public enum Exactness {
        /** Every unit would be as before, except those that applications change meanwhile. */
        @JsonProperty("exact")
        EXACT,
        /** The catalog would be as before. Rows were not compared. */
        @JsonProperty("catalog-exact")
        CATALOG_EXACT,
        @JsonProperty("differs")
        DIFFERS,
        /** Nothing is known, because a part of the step or of its undo could not be tried. */
        @JsonProperty("not-tried")
        NOT_TRIED,
        /** The step has no undo. */
        @JsonProperty("impossible")
        IMPOSSIBLE
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
