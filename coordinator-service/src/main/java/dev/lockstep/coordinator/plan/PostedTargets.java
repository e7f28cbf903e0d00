package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The targets and labels of a plan that is not yet checked; invalid ones are left out, because the plan is refused. */
record PostedTargets(Set<TargetName> targets, Map<String, String> labels) {
    /** @param group the group that the plan names; its members stand for a step with its name as the target */
    static PostedTargets of(JsonNode tree, @Nullable PostedGroup group) {
        Set<TargetName> targets = new LinkedHashSet<>();
        for (JsonNode step : tree.path("spec").path("steps")) {
            addTarget(targets, step.path("target"));
        }
        if (group != null && targets.remove(group.name())) {
            addMembers(targets, group);
        }
        Map<String, String> labels = new HashMap<>();
        tree.path("metadata").path("labels").properties().forEach(label -> {
            if (label.getValue().isString()) {
                labels.put(label.getKey(), label.getValue().stringValue());
            }
        });
        return new PostedTargets(targets, labels);
    }

    // Without a member, the name of the group remains, which only a caller without a scope may use.
    private static void addMembers(Set<TargetName> targets, PostedGroup group) {
        List<TargetName> members = group.memberNames();
        targets.addAll(members.isEmpty() ? List.of(group.name()) : members);
    }

    private static void addTarget(Set<TargetName> targets, JsonNode name) {
        try {
            if (name.isString()) {
                targets.add(new TargetName(name.stringValue()));
            }
        } catch (IllegalArgumentException _e) {
            // Validation reports the invalid name.
        }
    }

    /** A plan without a target is invalid, so there is nothing to check. */
    void check(PlanAccess access) {
        if (!targets.isEmpty()) {
            access.check(targets, labels);
        }
    }
}
