package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.problem.Storable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a store cannot keep is refused before anything tries. */
final class Characters {
    private final List<Finding> findings = new ArrayList<>();

    private Characters() {}

    static List<Finding> judge(JsonNode tree) {
        Characters characters = new Characters();
        characters.visit(tree, "");
        return characters.findings;
    }

    private void visit(JsonNode node, String pointer) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String at = Pointer.of(pointer, member.getKey());
                text(member.getKey(), at);
                visit(member.getValue(), at);
            });
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                visit(node.get(index), Pointer.of(pointer, index));
            }
        } else if (node.isString()) {
            text(node.stringValue(), pointer);
        }
    }

    private void text(String text, String pointer) {
        if (!Storable.is(text)) {
            findings.add(
                    new Finding(pointer, "it has a NUL or half of a surrogate pair in it", "take the character out"));
        }
    }
}
