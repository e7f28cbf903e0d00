package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/** One numbered request of the coordinator to the worker of one target. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Command {
    CommandHeader header();

    Step step();

    /** The checksum of what the coordinator validated; the header repeats it. */
    default Checksum checksum() {
        return Checksum.of(step());
    }

    /** Checks whether the step can be applied. It changes nothing and does not raise the fence. */
    @JsonTypeName("preflight")
    record Preflight(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /** Applies and verifies the step. */
    @JsonTypeName("apply")
    record Apply(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /**
     * Compensates the step, whether it was applied completely, in part or not at all.
     *
     * @param knownEffect the step's effect as reported to the coordinator; the worker uses it to detect a lost journal
     */
    @JsonTypeName("compensate")
    record Compensate(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) @JsonAlias("known") KnownEffect knownEffect)
            implements Command {}

    /** Runs the part of the step that is allowed only after every step is applied and verified. */
    @JsonTypeName("finish")
    record Finish(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /**
     * Finds out what steps of one target would change. It leaves no lasting change and does not raise the fence.
     *
     * @param step the first of the steps
     * @param following the later steps of the plan on the same target, in the order in which they would be applied
     */
    @JsonTypeName("dry-run")
    record DryRun(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) List<Step> following)
            implements Command {
        public DryRun {
            following = List.copyOf(following);
        }

        /** All steps, in the order in which they would be applied. */
        public List<Step> steps() {
            return Stream.concat(Stream.of(step), following.stream()).toList();
        }

        @Override
        public Checksum checksum() {
            return Checksum.of(steps());
        }
    }

    /**
     * Removes the stored values of one unit from the step's journal, so that the step can no longer be undone for this
     * unit. It does not raise the fence. A worker reports how many units it erased; none if the journal has no such
     * unit.
     *
     * @param unit the unit as conflicts name it: a key, or the {@code _id} of a document
     */
    @JsonTypeName("erase")
    record Erase(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) String unit)
            implements Command {}

    /** Removes the step's journal. It does not raise the fence. The coordinator does not send this command yet. */
    @JsonTypeName("purge")
    record Purge(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /** The effect of a step according to the reports that the coordinator received. */
    enum KnownEffect {
        /** The step was reported applied. If its journal is missing, the step cannot be undone. */
        @JsonProperty("applied")
        APPLIED,
        /** No result was reported. If the step's journal is missing, the step never started. */
        @JsonProperty("unknown")
        UNKNOWN
    }
}
