package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** A worker's answer to one dispatch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Report {
    ReportHeader header();

    /** The command was taken up; the lease is renewed. */
    @JsonTypeName("accepted")
    record Accepted(@JsonProperty(required = true) ReportHeader header) implements Report {}

    /** Still at work; the lease is renewed. */
    @JsonTypeName("heartbeat")
    record Heartbeat(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) Progress progress)
            implements Report {}

    /** A preflight, an apply with its checks, a finish or a purge is done. */
    @JsonTypeName("succeeded")
    record Succeeded(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) StepResult result)
            implements Report {}

    /** The step is undone, or never was. */
    @JsonTypeName("compensated")
    record Compensated(
            @JsonProperty(required = true) ReportHeader header,
            @JsonProperty(required = true) CompensationResult result)
            implements Report {}

    /** The dispatch did not do what it was to do. */
    @JsonTypeName("failed")
    record Failed(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) StepFailure failure)
            implements Report {}

    /**
     * The dispatch is out of date and did nothing.
     *
     * @param fence the number that the target has accepted
     */
    @JsonTypeName("stale")
    record Stale(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) DispatchNumber fence)
            implements Report {}

    /** This worker or this target will never take this command. */
    @JsonTypeName("rejected")
    record Rejected(@JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) String reason)
            implements Report {}
}
