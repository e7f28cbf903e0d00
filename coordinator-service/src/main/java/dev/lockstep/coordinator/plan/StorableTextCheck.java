package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.StorableText;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds texts that the stores cannot keep. */
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
                checkText(member.getKey(), at);
                visit(member.getValue(), at);
            });
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                visit(node.get(index), Pointer.of(pointer, index));
            }
        } else if (node.isString()) {
            checkText(node.stringValue(), pointer);
        }
    }

    private void checkText(String text, String pointer) {
        if (!StorableText.isStorable(text)) {
            violations.add(new PlanViolation(pointer, "the text " + StorableText.violation(text), StorableText.HINT));
        }
    }
}
