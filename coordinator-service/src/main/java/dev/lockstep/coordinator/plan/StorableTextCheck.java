package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.StorableTextRule;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds keys and strings that contain characters which the stores cannot keep. */
final class StorableTextCheck {
    private final List<PlanViolation> violations = new ArrayList<>();

    private StorableTextCheck() {}

    static List<PlanViolation> check(JsonNode tree) {
        StorableTextCheck check = new StorableTextCheck();
        check.visit(tree, "");
        return check.violations;
    }

    private void visit(JsonNode node, String pointer) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String at = Pointer.of(pointer, member.getKey());
                checkText(member.getKey(), at, "the key");
                visit(member.getValue(), at);
            });
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                visit(node.get(index), Pointer.of(pointer, index));
            }
        } else if (node.isString()) {
            checkText(node.stringValue(), pointer, Pointer.label(pointer));
        }
    }

    private void checkText(String text, String pointer, String label) {
        if (!StorableTextRule.isStorable(text)) {
            violations.add(new PlanViolation(
                    pointer, "%s %s".formatted(label, StorableTextRule.violation(text)), StorableTextRule.HINT));
        }
    }
}
