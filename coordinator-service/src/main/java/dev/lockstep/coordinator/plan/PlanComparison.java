package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;

/** Finds where a posted plan differs from the existing plan of the same name. */
final class PlanComparison {
    private static final int MAX_DIFFERENCES = 20;
    private static final int MAX_SHOWN = 120;
    private final List<PlanViolation> differences = new ArrayList<>();

    private PlanComparison() {}

    static List<PlanViolation> between(Plan existing, Plan posted) {
        PlanComparison difference = new PlanComparison();
        difference.compare(tree(existing), tree(posted), "");
        return difference.differences;
    }

    private static JsonNode tree(Plan plan) {
        return LockstepJson.messages().readTree(LockstepJson.messages().writeValueAsString(plan));
    }

    private void compare(JsonNode existing, JsonNode posted, String pointer) {
        if (differences.size() >= MAX_DIFFERENCES || existing.equals(posted)) {
            compareNotation(existing, posted, pointer);
        } else if (existing.isObject() && posted.isObject()) {
            SequencedSet<String> names = new LinkedHashSet<>(existing.propertyNames());
            names.addAll(posted.propertyNames());
            names.forEach(name -> compare(existing.path(name), posted.path(name), Pointer.of(pointer, name)));
        } else if (existing.isArray() && posted.isArray()) {
            for (int index = 0; index < Math.max(existing.size(), posted.size()); index++) {
                compare(existing.path(index), posted.path(index), Pointer.of(pointer, index));
            }
        } else {
            add(pointer, "the existing plan has %s, but this plan has %s".formatted(shown(existing), shown(posted)));
        }
    }

    // JSON objects are equal in any order of their keys, but plans with a different order differ.
    private void compareNotation(JsonNode existing, JsonNode posted, String pointer) {
        if (differences.size() >= MAX_DIFFERENCES || existing.toString().equals(posted.toString())) {
            return;
        }
        add(
                pointer,
                "the order of the keys or the notation of a number differs: the existing plan has %s, but this plan has %s"
                        .formatted(shown(existing), shown(posted)));
    }

    private void add(String pointer, String message) {
        differences.add(new PlanViolation(
                pointer, message, "submit the existing plan unchanged, or choose another metadata.name"));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "no value" : node.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
