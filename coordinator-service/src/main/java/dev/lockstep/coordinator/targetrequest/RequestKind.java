package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.stream.Stream;

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

    /** The kind whose messages have a type. */
    static RequestKind ofType(String type) {
        return Stream.of(values())
                .filter(kind -> kind.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no request has the type \"%s\"".formatted(type)));
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
