package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Name, description and labels of a plan. Description and labels do not affect its execution. */
public record PlanMetadata(
        @JsonProperty(required = true) PlanName name, @Nullable String description, Map<String, String> labels) {

    public PlanMetadata(PlanName name, @Nullable String description, @Nullable Map<String, String> labels) {
        this.name = name;
        this.description = description;
        this.labels = labels == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    PlanMetadata ofContract() {
        return new PlanMetadata(name.ofContract(), description, labels);
    }

    public static PlanMetadata named(String name) {
        return new PlanMetadata(new PlanName(name), null, null);
    }
}
