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
    @JsonProperty("schema-versions")
    SCHEMA_VERSIONS;

    static RequestKind of(TargetRequest request) {
        return switch (request) {
            case TargetRequest.Baseline _r -> BASELINE;
            case TargetRequest.Drift _r -> DRIFT;
            case TargetRequest.SchemaVersions _r -> SCHEMA_VERSIONS;
        };
    }

    static RequestKind of(TargetReport.Answer answer) {
        return switch (answer) {
            case TargetReport.Baseline _a -> BASELINE;
            case TargetReport.Drift _a -> DRIFT;
            case TargetReport.SchemaVersions _a -> SCHEMA_VERSIONS;
        };
    }

    /** The type of the message. */
    String type() {
        return switch (this) {
            case BASELINE -> TargetRequest.Baseline.TYPE;
            case DRIFT -> TargetRequest.Drift.TYPE;
            case SCHEMA_VERSIONS -> TargetRequest.SchemaVersions.TYPE;
        };
    }
}
