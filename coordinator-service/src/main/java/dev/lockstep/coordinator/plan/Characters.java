package dev.lockstep.coordinator.plan;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** No store can keep every text: NUL and half of a surrogate pair are refused before anything tries. */
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
        if (!isStorable(text)) {
            findings.add(
                    new Finding(pointer, "it has a NUL or half of a surrogate pair in it", "take the character out"));
        }
    }

    /** Whether every store can keep it. */
    static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
