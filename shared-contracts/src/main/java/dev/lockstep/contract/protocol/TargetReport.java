package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * A worker's answer to a {@link TargetRequest}. It is sent on the topic of the reports; the key of the message is the
 * name of the target.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface TargetReport {
    /** Every type of report about a target begins with this, and no type of {@link Report} does. */
    String TYPE_PREFIX = TargetRequest.TYPE_PREFIX;

    TargetReportHeader header();

    /** The request is still running. This report renews the lease. */
    @JsonTypeName(TYPE_PREFIX + "running")
    record Running(@JsonProperty(required = true) TargetReportHeader header) implements TargetReport {}

    /** The request failed. A part of its effect can be in the target if {@code failure} says so. */
    @JsonTypeName(TYPE_PREFIX + "failed")
    record Failed(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) StepFailure failure)
            implements TargetReport {}

    /** The worker cannot run this request on this target, and a retry does not help. */
    @JsonTypeName(TYPE_PREFIX + "rejected")
    record Rejected(
            @JsonProperty(required = true) TargetReportHeader header, @JsonProperty(required = true) String reason)
            implements TargetReport {}

    /** The answer to a request, with its result. */
    sealed interface Answer extends TargetReport {}

    /** Versions are marked as applied, or it is found out which ones would be. */
    @JsonTypeName(TargetRequest.Baseline.TYPE)
    record Baseline(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) BaselineResult result)
            implements Answer {}

    /** The target is compared with what Lockstep has left in it. */
    @JsonTypeName(TargetRequest.Drift.TYPE)
    record Drift(
            @JsonProperty(required = true) TargetReportHeader header, @JsonProperty(required = true) DriftResult result)
            implements Answer {}

    /** The database has a new identity. */
    @JsonTypeName(TargetRequest.Reidentify.TYPE)
    record Reidentify(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) ReidentifyResult result)
            implements Answer {}

    /** The definitions of the objects of the target are read. */
    @JsonTypeName(TargetRequest.Schema.TYPE)
    record Schema(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) PackedSchema result)
            implements Answer {}

    /** The statements between two schemas are found and tried. */
    @JsonTypeName(TargetRequest.SchemaDifference.TYPE)
    record SchemaDifference(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) SchemaDifferenceResult result)
            implements Answer {}

    /** The units of each version are counted. */
    @JsonTypeName(TargetRequest.SchemaVersions.TYPE)
    record SchemaVersions(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) SchemaVersionsResult result)
            implements Answer {}

    /** Everything of Lockstep is removed from the target, or it is found out what would be. */
    @JsonTypeName(TargetRequest.Uninstall.TYPE)
    record Uninstall(
            @JsonProperty(required = true) TargetReportHeader header,
            @JsonProperty(required = true) UninstallResult result)
            implements Answer {}
}
