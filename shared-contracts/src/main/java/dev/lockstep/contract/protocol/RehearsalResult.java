package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.StepId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal that passed: on a scratch copy, every step was applied and verified, every step that can be undone was
 * compensated, the copy was then as before, and every step was applied and verified again. The copy is deleted.
 *
 * @param copy name of the scratch copy, such as the name of its database
 * @param units number of units that were copied: keys, documents, rows
 * @param complete whether all units were copied; otherwise they are a sample
 * @param digest of the content of the copy, equal before the steps were applied and after they were compensated
 * @param milliseconds duration of the whole rehearsal
 * @param steps what each step did
 * @param notes what a reader must know, such as parts of the target that the copy did not have
 */
public record RehearsalResult(
        @JsonProperty(required = true) String copy,
        @JsonProperty(required = true) long units,
        @JsonProperty(required = true) boolean complete,
        @JsonProperty(required = true) Digest digest,
        @JsonProperty(required = true) long milliseconds,
        List<RehearsedStep> steps,
        List<String> notes) {
    /** Maximum number of steps in a report. */
    public static final int MAX_STEPS = 200;

    public RehearsalResult(
            String copy,
            long units,
            boolean complete,
            Digest digest,
            long milliseconds,
            @Nullable List<RehearsedStep> steps,
            @Nullable List<String> notes) {
        this.copy = copy;
        this.units = units;
        this.complete = complete;
        this.digest = digest;
        this.milliseconds = milliseconds;
        this.steps = steps == null ? List.of() : List.copyOf(steps);
        this.notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * What one step did on the copy.
     *
     * @param changed number of units that the first apply changed
     * @param restored number of units that its compensation restored; absent if the step cannot be undone, or follows a
     *     step that cannot: then it was applied once
     * @param applyMilliseconds duration of the first apply with its checks
     * @param compensateMilliseconds duration of the compensation; absent as {@code restored} is
     */
    public record RehearsedStep(
            @JsonProperty(required = true) StepId step,
            @JsonProperty(required = true) long changed,
            @Nullable Long restored,
            @JsonProperty(required = true) long applyMilliseconds,
            @Nullable Long compensateMilliseconds) {}
}
