package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A plan that is parsed but not yet checked by the rules.
 *
 * @param tree the whole plan as posted
 * @param steps the well-formed steps
 * @param group the group that the plan names; absent if it names none
 * @param access what the caller may see in messages
 */
record ParsedPlan(JsonNode tree, List<IndexedStep> steps, @Nullable PostedGroup group, PlanAccess access) {
    ParsedPlan {
        steps = List.copyOf(steps);
    }

    /** The number of posted steps, well-formed or not. */
    int stepCount() {
        return tree.path("spec").path("steps").size();
    }

    /** The indexes of the posted contract steps, well-formed or not. */
    List<Integer> contractSteps() {
        return IntStream.range(0, stepCount()).filter(this::isContract).boxed().toList();
    }

    /** The index of the last posted step that is not a contract step; -1 if there is none. */
    int lastExpandStep() {
        return IntStream.range(0, stepCount())
                .filter(index -> !isContract(index))
                .max()
                .orElse(-1);
    }

    private boolean isContract(int index) {
        JsonNode phase = tree.path("spec").path("steps").path(index).path("phase");
        return phase.isString() && phase.stringValue().equals("contract");
    }

    /** The ids of all posted steps, in order. The id is empty for a step without a valid id. */
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
