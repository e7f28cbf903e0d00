package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** A migration plan: steps on the databases of one or more targets. Plans in YAML and in JSON have this same model. */
public record Plan(
        @JsonProperty(required = true) String apiVersion,
        @JsonProperty(required = true) String kind,
        @JsonProperty(required = true) PlanMetadata metadata,
        @JsonProperty(required = true) PlanSpec spec) {
    public static final String API_VERSION = "lockstep.dev/v1";
    public static final String KIND = "MigrationPlan";

    public Plan {
        if (!API_VERSION.equals(apiVersion)) {
            throw InvalidValue.in(
                    "apiVersion",
                    "apiVersion is \"%s\"; \"%s\" is expected".formatted(apiVersion, API_VERSION),
                    "write apiVersion: " + API_VERSION);
        }
        if (!KIND.equals(kind)) {
            throw InvalidValue.in(
                    "kind", "kind is \"%s\"; \"%s\" is expected".formatted(kind, KIND), "write kind: " + KIND);
        }
    }

    /** Creates a plan with the current API version. */
    public static Plan of(PlanMetadata metadata, PlanSpec spec) {
        return new Plan(API_VERSION, KIND, metadata, spec);
    }

    public PlanName name() {
        return metadata.name();
    }

    /** The plan without its contract steps, which its migration runs; the plan itself if it has none. */
    public Plan expandPart() {
        return spec.hasContractSteps() ? of(metadata, spec.expandPart()) : this;
    }

    /** The plan of the linked migration, which runs the contract steps; empty if there are none. */
    public Optional<Plan> contractPart() {
        return spec.hasContractSteps() ? Optional.of(of(metadata.ofContract(), spec.contractPart())) : Optional.empty();
    }
}
