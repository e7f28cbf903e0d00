package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Placeholders;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the placeholders in the strings in which the worker replaces them. To find these strings, the rule escapes all
 * placeholders of an operation and resolves it: the strings that {@code resolve} changes are the ones to check.
 */
final class PlaceholderRule {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)\\}?");
    private static final Set<String> KNOWN = Set.of("migration.id", "migration.startedAt");
    // Each placeholder resolves to itself, so resolving only replaces the escape $${ by ${.
    private static final Placeholders UNESCAPE = new Placeholders("${migration.id}", "${migration.startedAt}");
    private final List<PlanViolation> violations = new ArrayList<>();

    private PlaceholderRule() {}

    static List<PlanViolation> invalidPlaceholders(ParsedPlan plan) {
        PlaceholderRule rule = new PlaceholderRule();
        plan.steps().forEach(step -> rule.check(step, plan.tree()));
        return rule.violations;
    }

    private void check(IndexedStep step, JsonNode tree) {
        check(tree, step.pointer("operation"), StepOperation.class, operation -> operation.resolve(UNESCAPE));
        for (int index = 0; index < step.step().verify().size(); index++) {
            check(tree, step.pointer("verify/" + index), Verification.class, UNESCAPE::resolve);
        }
    }

    /** Checks the strings below the pointer that {@code resolve} changes. */
    private <T> void check(JsonNode tree, String pointer, Class<T> type, UnaryOperator<T> resolve) {
        JsonNode posted = tree.at(pointer);
        visit(posted, replacement(posted, type, resolve), pointer);
    }

    private static <T> Replacement replacement(JsonNode posted, Class<T> type, UnaryOperator<T> resolve) {
        try {
            T escaped = LockstepJson.plans().treeToValue(escaped(posted), type);
            return new Replacement(json(escaped), json(resolve.apply(escaped)));
        } catch (JacksonException _e) {
            // The escapes break a rule of the type, such as a maximum length, so every string is checked.
            return new Replacement(posted, MissingNode.getInstance());
        }
    }

    private static JsonNode json(Object value) {
        return LockstepJson.plans().valueToTree(value);
    }

    private static JsonNode escaped(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (node.isObject()) {
            ObjectNode object = nodes.objectNode();
            node.properties().forEach(member -> object.set(member.getKey(), escaped(member.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = nodes.arrayNode();
            node.forEach(element -> array.add(escaped(element)));
            return array;
        }
        return node.isString() ? nodes.stringNode(node.stringValue().replace("${", "$${")) : node;
    }

    private record Replacement(JsonNode escaped, JsonNode resolved) {
        Replacement member(String name) {
            return new Replacement(escaped.path(name), resolved.path(name));
        }

        Replacement element(int index) {
            return new Replacement(escaped.path(index), resolved.path(index));
        }

        boolean changes() {
            return !escaped.equals(resolved);
        }
    }

    private void visit(JsonNode node, Replacement replacement, String pointer) {
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> visit(
                            member.getValue(),
                            replacement.member(member.getKey()),
                            Pointer.of(pointer, member.getKey())));
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                visit(node.get(index), replacement.element(index), Pointer.of(pointer, index));
            }
        } else if (node.isString() && replacement.changes()) {
            checkText(node.stringValue(), pointer);
        }
    }

    private void checkText(String text, String pointer) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name == null) {
                continue;
            }
            if (!matcher.group().endsWith("}")) {
                add(pointer, "the placeholder %s is not closed".formatted(ValueValidator.shortened(matcher.group())));
            } else if (!KNOWN.contains(name)) {
                add(pointer, "the placeholder %s is unknown".formatted(ValueValidator.shortened(matcher.group())));
            }
        }
    }

    private void add(String pointer, String message) {
        violations.add(new PlanViolation(
                pointer, message, "write ${migration.id} or ${migration.startedAt}; for a literal ${ write $${"));
    }
}
