package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.StepOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Only what Lockstep fills in may stand in <code>${…}</code>; SQL is left alone. */
final class PlaceholderRule {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)\\}?");
    private static final Set<String> KNOWN = Set.of("migration.id", "migration.startedAt");
    // The members whose string values are filled in when a step runs.
    private static final List<String> FILLED =
            List.of("operation/filter", "operation/update", "operation/arrayFilters", "operation/json", "verify");

    private final List<Finding> findings = new ArrayList<>();

    private PlaceholderRule() {}

    static List<Finding> placeholdersAreKnown(Draft draft) {
        PlaceholderRule rule = new PlaceholderRule();
        draft.steps().stream()
                .filter(at -> isFilled(at.step().operation()))
                .forEach(at ->
                        FILLED.forEach(member -> rule.visit(draft.tree().at(at.pointer(member)), at.pointer(member))));
        return rule.findings;
    }

    private static boolean isFilled(StepOperation operation) {
        return !(operation instanceof PostgresOperation);
    }

    private void visit(JsonNode node, String pointer) {
        if (node.isObject()) {
            node.properties().forEach(member -> visit(member.getValue(), Pointer.of(pointer, member.getKey())));
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                visit(node.get(index), Pointer.of(pointer, index));
            }
        } else if (node.isString()) {
            text(node.stringValue(), pointer);
        }
    }

    private void text(String text, String pointer) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name != null && !(KNOWN.contains(name) && matcher.group().endsWith("}"))) {
                findings.add(new Finding(
                        pointer,
                        "%s stands for nothing".formatted(matcher.group()),
                        "take ${migration.id} or ${migration.startedAt}, or write $${ for a literal ${"));
            }
        }
    }
}
