package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The groups of targets in the settings, with the registered targets that belong to them. */
public final class TargetGroups {
    private static final int MAX_LENGTH = 200;
    /** Few stars, as in the scope of a grant: the time of a comparison is a power of their number. */
    private static final Pattern ENTRY = Pattern.compile("[a-z0-9-]*(\\*[a-z0-9-]*){0,3}");

    private final Map<TargetName, List<Entry>> entries;
    private final Supplier<List<TargetView>> targets;

    private TargetGroups(Map<TargetName, List<Entry>> entries, Supplier<List<TargetView>> targets) {
        this.entries = entries;
        this.targets = targets;
    }

    /**
     * The name of a target, or a pattern.
     *
     * @param names matches the names of the targets that belong to it
     */
    private record Entry(String text, Pattern names) {
        // Only letters, digits, - and *, none of which has a meaning in a regular expression except *.
        static Entry of(String text) {
            return new Entry(text, Pattern.compile(text.replace("*", ".*")));
        }

        boolean isName() {
            return !text.contains("*");
        }

        boolean contains(TargetView target) {
            return names.matcher(target.name().value()).matches();
        }
    }

    /**
     * Reads the settings.
     *
     * @param targets finds the registered targets, sorted by name
     * @throws IllegalArgumentException if the name of a group or an entry is invalid
     */
    static TargetGroups of(Map<String, List<String>> settings, Supplier<List<TargetView>> targets) {
        Map<TargetName, List<Entry>> entries = new LinkedHashMap<>();
        settings.forEach((group, texts) -> {
            texts.forEach(text -> requireEntry(group, text));
            entries.put(new TargetName(group), texts.stream().map(Entry::of).toList());
        });
        return new TargetGroups(entries, targets);
    }

    private static void requireEntry(String group, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !ENTRY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "lockstep.groups.%s has the entry \"%s\"; the name of a target, or a pattern of a-z, 0-9, - and * (at most three) with at most %d characters is expected"
                            .formatted(group, text, MAX_LENGTH));
        }
        if (!text.contains("*")) {
            requireName(group, text);
        }
    }

    private static void requireName(String group, String text) {
        try {
            new TargetName(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "lockstep.groups.%s has the entry \"%s\": %s".formatted(group, text, e.getMessage()), e);
        }
    }

    Set<TargetName> names() {
        return Set.copyOf(entries.keySet());
    }

    /** The names and patterns of a group; none if it is not configured. */
    List<String> entries(TargetName group) {
        return entriesOf(group).map(Entry::text).toList();
    }

    private Stream<Entry> entriesOf(TargetName group) {
        return entries.getOrDefault(group, List.of()).stream();
    }

    /**
     * The registered targets that belong to a group now: in the order of its entries, and by name within a pattern.
     */
    public List<TargetView> members(TargetName group) {
        List<TargetView> registered = targets.get();
        return entriesOf(group)
                .flatMap(entry -> registered.stream().filter(entry::contains))
                .distinct()
                .toList();
    }

    /** The names of a group without a pattern that no worker has registered. */
    List<String> missing(TargetName group) {
        Set<String> registered =
                targets.get().stream().map(target -> target.name().value()).collect(Collectors.toSet());
        return entriesOf(group)
                .filter(Entry::isName)
                .map(Entry::text)
                .filter(name -> !registered.contains(name))
                .toList();
    }
}
