package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A plan while it is judged.
 *
 * @param tree all that was written
 * @param steps those that are well formed
 */
record Draft(JsonNode tree, List<StepAt> steps) {
    Draft {
        steps = List.copyOf(steps);
    }

    /** How many steps were written, well formed or not. */
    int written() {
        return tree.path("spec").path("steps").size();
    }

    /** The ids of all steps as written, in order; empty for one that has none. */
    List<Optional<StepId>> ids() {
        List<Optional<StepId>> ids = new ArrayList<>();
        for (JsonNode step : tree.path("spec").path("steps")) {
            ids.add(id(step.path("id")));
        }
        return ids;
    }

    private static Optional<StepId> id(JsonNode node) {
        try {
            return node.isString() ? Optional.of(new StepId(node.stringValue())) : Optional.empty();
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }
}
