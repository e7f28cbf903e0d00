package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.endpoint.Endpoints;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks that the endpoints of a plan are configured. */
final class EndpointRule implements PlanRule {
    private final Endpoints endpoints;

    EndpointRule(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public List<PlanViolation> check(ParsedPlan plan) {
        JsonNode spec = plan.tree().path("spec");
        List<PlanViolation> violations = new ArrayList<>();
        check(spec.path("maintenance"), "/spec/maintenance", violations);
        checkAll(spec.path("smokeTests"), "/spec/smokeTests", violations);
        check(spec.path("rollback").path("maintenance"), "/spec/rollback/maintenance", violations);
        checkAll(spec.path("rollback").path("smokeTests"), "/spec/rollback/smokeTests", violations);
        checkAll(spec.path("notify"), "/spec/notify", violations);
        return violations;
    }

    private void checkAll(JsonNode array, String pointer, List<PlanViolation> violations) {
        for (int index = 0; array.isArray() && index < array.size(); index++) {
            check(array.get(index), Pointer.of(pointer, index), violations);
        }
    }

    private void check(JsonNode user, String pointer, List<PlanViolation> violations) {
        JsonNode endpoint = user.path("endpoint");
        if (endpoint.isString() && !endpoints.names().contains(endpoint.stringValue())) {
            violations.add(new PlanViolation(
                    Pointer.of(pointer, "endpoint"),
                    "no endpoint \"%s\" is configured in the coordinator".formatted(endpoint.stringValue()),
                    endpoints.names().isEmpty()
                            ? "set lockstep.endpoints.%s.url".formatted(endpoint.stringValue())
                            : "write one of %s, or set lockstep.endpoints.%s.url"
                                    .formatted(Quoted.list(endpoints.names()), endpoint.stringValue())));
        }
    }
}
