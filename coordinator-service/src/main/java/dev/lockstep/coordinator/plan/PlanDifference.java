package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;

/** Where two plans of one name differ, for the author of the second. */
final class PlanDifference {
    private static final int MOST = 20;
    private static final int SHOWN = 120;

    private final List<Finding> differences = new ArrayList<>();

    private PlanDifference() {}

    static List<Finding> between(Plan standing, Plan posted) {
        PlanDifference difference = new PlanDifference();
        difference.compare(tree(standing), tree(posted), "");
        return difference.differences;
    }

    private static JsonNode tree(Plan plan) {
        return LockstepJson.messages().readTree(LockstepJson.messages().writeValueAsString(plan));
    }

    private void compare(JsonNode standing, JsonNode posted, String pointer) {
        if (differences.size() >= MOST || standing.equals(posted)) {
            orderOf(standing, posted, pointer);
        } else if (standing.isObject() && posted.isObject()) {
            SequencedSet<String> names = new LinkedHashSet<>(standing.propertyNames());
            names.addAll(posted.propertyNames());
            names.forEach(name -> compare(standing.path(name), posted.path(name), Pointer.of(pointer, name)));
        } else if (standing.isArray() && posted.isArray()) {
            for (int index = 0; index < Math.max(standing.size(), posted.size()); index++) {
                compare(standing.path(index), posted.path(index), Pointer.of(pointer, index));
            }
        } else {
            add(pointer, "it is %s there, and %s here".formatted(shown(standing), shown(posted)));
        }
    }

    // Objects are equal whatever the order of their keys, and the order is part of a plan.
    private void orderOf(JsonNode standing, JsonNode posted, String pointer) {
        if (differences.size() >= MOST || standing.toString().equals(posted.toString())) {
            return;
        }
        add(
                pointer,
                "its keys or digits stand differently: %s there, %s here".formatted(shown(standing), shown(posted)));
    }

    private void add(String pointer, String message) {
        differences.add(new Finding(
                pointer, message, "post what is standing, or take another metadata.name for a new migration"));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "absent" : node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
