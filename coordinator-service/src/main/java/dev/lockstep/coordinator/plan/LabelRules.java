package dev.lockstep.coordinator.plan;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks the size of the labels, which are the keys of an index. */
final class LabelRules {
    private static final int MAX_LABELS = 64;
    private static final int MAX_LENGTH = 128;

    private LabelRules() {}

    static List<PlanViolation> tooManyOrTooLong(ParsedPlan plan) {
        String pointer = "/metadata/labels";
        JsonNode labels = plan.tree().at(pointer);
        List<PlanViolation> violations = new ArrayList<>();
        if (labels.isObject() && labels.size() > MAX_LABELS) {
            violations.add(new PlanViolation(
                    pointer,
                    "the plan has %d labels; the limit is %d".formatted(labels.size(), MAX_LABELS),
                    "keep the labels that you search for"));
        }
        labels.properties().forEach(label -> {
            String at = Pointer.of(pointer, label.getKey());
            checkLength("key", label.getKey(), at, violations);
            checkLength("value", label.getValue().stringValue(""), at, violations);
        });
        return violations;
    }

    private static void checkLength(String part, String text, String pointer, List<PlanViolation> violations) {
        if (text.length() > MAX_LENGTH) {
            violations.add(new PlanViolation(
                    pointer,
                    "the %s of the label has %d characters; the limit is %d".formatted(part, text.length(), MAX_LENGTH),
                    "shorten the %s, or move the text to metadata.description".formatted(part)));
        }
    }
}
