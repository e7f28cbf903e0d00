package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal on a scratch copy of each target before anything is changed: all steps are applied and verified,
 * compensated, compared with the copy before, and applied again. A rehearsal that fails ends the migration. It may also
 * be written as the string {@code required}.
 *
 * @param required always true; a plan without a rehearsal leaves it out
 * @param sample number of units of each table, collection or key pattern that are copied at most; 10,000 by default
 * @param all whether all units are copied
 */
public record PlanRehearsal(
        @JsonProperty(required = true) boolean required,
        @Nullable Integer sample,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean all) {
    /** The rehearsal of a plan that does not ask for one. */
    public static final PlanRehearsal DEFAULT = new PlanRehearsal(true, null, false);

    private static final String REQUIRED = "required";
    private static final int MAX_SAMPLE = 10_000_000;
    private static final int DEFAULT_SAMPLE = 10_000;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public PlanRehearsal {
        if (!required) {
            throw InvalidValue.in(
                    REQUIRED, "required is false; only true is possible", "remove rehearsal, or write required: true");
        }
        if (sample != null && all) {
            throw InvalidValue.in("all", "sample and all are given", "keep one of them");
        }
        if (sample != null && (sample < 1 || sample > MAX_SAMPLE)) {
            throw InvalidValue.in(
                    "sample",
                    "sample is %d; 1 to %d is possible".formatted(sample, MAX_SAMPLE),
                    "write a number in this range, or all: true");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PlanRehearsal parse(String text) {
        if (!text.equals(REQUIRED)) {
            throw InvalidValue.of(
                    "rehearsal is \"%s\"; the only text is \"%s\"".formatted(text, REQUIRED),
                    "write rehearsal: required, or rehearsal: {required: true, sample: 10000}");
        }
        return new PlanRehearsal(true, null, false);
    }

    /** The maximum number of units of each table, collection or key pattern; empty if all are copied. */
    public OptionalInt limit() {
        return all ? OptionalInt.empty() : OptionalInt.of(sample == null ? DEFAULT_SAMPLE : sample);
    }
}
