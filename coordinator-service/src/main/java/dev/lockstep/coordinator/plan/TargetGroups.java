package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The groups of targets in the settings, with the registered targets that belong to them. */
public final class TargetGroups {
    private static final Pattern ENTRY = Pattern.compile("[A-Za-z0-9*-]{1,200}");
    private final Map<TargetName, List<String>> entries;
    private final Supplier<List<TargetView>> targets;

    private TargetGroups(Map<TargetName, List<String>> entries, Supplier<List<TargetView>> targets) {
        this.entries = entries;
        this.targets = targets;
    }

    /**
     * Reads the settings.
     *
     * @param targets finds the registered targets, sorted by name
     * @throws IllegalArgumentException if the name of a group or an entry is invalid
     */
    static TargetGroups of(Map<String, List<String>> settings, Supplier<List<TargetView>> targets) {
        Map<TargetName, List<String>> entries = new LinkedHashMap<>();
        settings.forEach((name, patterns) -> {
            patterns.forEach(pattern -> requireEntry(name, pattern));
            entries.put(new TargetName(name), List.copyOf(patterns));
        });
        return new TargetGroups(entries, targets);
    }

    private static void requireEntry(String name, String entry) {
        if (!ENTRY.matcher(entry).matches()) {
            throw new IllegalArgumentException(
                    "lockstep.groups.%s has the entry \"%s\"; the name of a target, or a pattern of letters, digits, - and * is expected"
                            .formatted(name, entry));
        }
    }

    Set<TargetName> names() {
        return Set.copyOf(entries.keySet());
    }

    /** The names and patterns of a group; none if it is not configured. */
    List<String> entries(TargetName group) {
        return entries.getOrDefault(group, List.of());
    }

    /**
     * The registered targets that belong to a group now: in the order of its entries, and by name within a pattern.
     */
    public List<TargetView> members(TargetName group) {
        List<TargetView> registered = targets.get();
        SequencedSet<TargetView> members = new LinkedHashSet<>();
        for (String entry : entries(group)) {
            Pattern pattern = pattern(entry);
            registered.stream()
                    .filter(target -> pattern.matcher(target.name().value()).matches())
                    .forEach(members::add);
        }
        return List.copyOf(members);
    }

    /** The names of a group without a pattern that no worker has registered. */
    List<String> missing(TargetName group) {
        Set<String> registered = new LinkedHashSet<>();
        targets.get().forEach(target -> registered.add(target.name().value()));
        return entries(group).stream()
                .filter(entry -> !entry.contains("*") && !registered.contains(entry))
                .toList();
    }

    // The entry has only letters, digits, - and *, none of which has a meaning in a regular expression except *.
    private static Pattern pattern(String entry) {
        return Pattern.compile(entry.replace("*", ".*"));
    }
}
