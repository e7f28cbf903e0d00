package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The group that a posted plan names, with its members at that moment.
 *
 * @param entries its names and patterns in the settings; none if it is not configured
 * @param members the registered targets that belong to it
 * @param missing the names in the settings that no worker has registered
 */
record PostedGroup(TargetName name, List<String> entries, List<TargetView> members, List<String> missing) {
    static final String POINTER = "/spec/targets";

    PostedGroup {
        entries = List.copyOf(entries);
        members = List.copyOf(members);
        missing = List.copyOf(missing);
    }

    /** Finds the group of a plan; empty if the plan names none, or none with a valid name. */
    static Optional<PostedGroup> of(JsonNode tree, TargetGroups groups) {
        JsonNode name = tree.at(POINTER).path("group");
        try {
            return name.isString() ? Optional.of(of(new TargetName(name.stringValue()), groups)) : Optional.empty();
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }

    private static PostedGroup of(TargetName name, TargetGroups groups) {
        return new PostedGroup(name, groups.entries(name), groups.members(name), groups.missing(name));
    }

    List<TargetName> memberNames() {
        return members.stream().map(TargetView::name).toList();
    }
}
