package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;

/** What a request about a target asks for. */
enum RequestKind {
    @JsonProperty("baseline")
    BASELINE,
    @JsonProperty("drift")
    DRIFT,
    @JsonProperty("reidentify")
    REIDENTIFY,
    @JsonProperty("schema")
    SCHEMA,
    @JsonProperty("schema-difference")
    SCHEMA_DIFFERENCE,
    @JsonProperty("schema-versions")
    SCHEMA_VERSIONS,
    @JsonProperty("uninstall")
    UNINSTALL;

    static RequestKind of(TargetRequest request) {
        return switch (request) {
            case TargetRequest.Baseline _r -> BASELINE;
            case TargetRequest.Drift _r -> DRIFT;
            case TargetRequest.Reidentify _r -> REIDENTIFY;
            case TargetRequest.Schema _r -> SCHEMA;
            case TargetRequest.SchemaDifference _r -> SCHEMA_DIFFERENCE;
            case TargetRequest.SchemaVersions _r -> SCHEMA_VERSIONS;
            case TargetRequest.Uninstall _r -> UNINSTALL;
        };
    }

    static RequestKind of(TargetReport.Answer answer) {
        return switch (answer) {
            case TargetReport.Baseline _a -> BASELINE;
            case TargetReport.Drift _a -> DRIFT;
            case TargetReport.Reidentify _a -> REIDENTIFY;
            case TargetReport.Schema _a -> SCHEMA;
            case TargetReport.SchemaDifference _a -> SCHEMA_DIFFERENCE;
            case TargetReport.SchemaVersions _a -> SCHEMA_VERSIONS;
            case TargetReport.Uninstall _a -> UNINSTALL;
        };
    }

    /** The type of the message. */
    String type() {
        return switch (this) {
            case BASELINE -> TargetRequest.Baseline.TYPE;
            case DRIFT -> TargetRequest.Drift.TYPE;
            case REIDENTIFY -> TargetRequest.Reidentify.TYPE;
            case SCHEMA -> TargetRequest.Schema.TYPE;
            case SCHEMA_DIFFERENCE -> TargetRequest.SchemaDifference.TYPE;
            case SCHEMA_VERSIONS -> TargetRequest.SchemaVersions.TYPE;
            case UNINSTALL -> TargetRequest.Uninstall.TYPE;
        };
    }
}
