package dev.lockstep.coordinator.access;

import dev.lockstep.contract.plan.TargetName;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The migrations and targets to which a grant is limited. With both a target and a label, both must match.
 *
 * @param target the name of a target, in which {@code *} stands for any characters, at most three times; absent for all
 *     targets
 * @param label a label in the form {@code key:value} that a migration must have; absent for all migrations. The submitter
 *     chooses the labels, so a scope with only a label does not limit which databases a submitter changes
 */
public record Scope(@Nullable String target, @Nullable String label) {
    static final Scope EVERYTHING = new Scope(null, null);

    boolean isEverything() {
        return equals(EVERYTHING);
    }

    /** Whether the scope includes a target of a migration with these labels. */
    boolean includes(TargetName name, Map<String, String> labels) {
        return matchesTarget(name) && matchesLabel(labels);
    }

    private boolean matchesTarget(TargetName name) {
        return target == null || glob(target).matcher(name.value()).matches();
    }

    private boolean matchesLabel(Map<String, String> labels) {
        if (label == null) {
            return true;
        }
        int colon = label.indexOf(':');
        return label.substring(colon + 1).equals(labels.get(label.substring(0, colon)));
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
