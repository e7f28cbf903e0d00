package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Step;

/** What the coordinator asks of the worker of one target, under one dispatch number. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Command {
    CommandHeader header();

    Step step();

    /** Could this step be applied here? Changes nothing and never touches the fence. */
    @JsonTypeName("preflight")
    record Preflight(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /** Do the step, and verify it. */
    @JsonTypeName("apply")
    record Apply(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /**
     * Undo the step, whatever of it happened.
     *
     * @param known what the coordinator has heard of the step, so that a journal lost from the store is noticed
     */
    @JsonTypeName("compensate")
    record Compensate(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) KnownEffect known)
            implements Command {}

    /** Do what waits until every step is applied. */
    @JsonTypeName("finish")
    record Finish(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /** Remove the step's journal, whose retention is over; never touches the fence. */
    @JsonTypeName("purge")
    record Purge(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /** What the coordinator has heard of a step that it wants undone. */
    enum KnownEffect {
        /** The step was reported applied: a store without its journal cannot undo it. */
        @JsonProperty("applied")
        APPLIED,
        /** Nothing was heard: a store without its journal never began it. */
        @JsonProperty("unknown")
        UNKNOWN
    }
}
