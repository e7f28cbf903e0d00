package dev.lockstep.contract.template;

import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A commented plan that is valid as it is, on a coordinator with the targets that it names.
 *
 * @param name what it is a template for: the type of an operation, {@code gates}, or a part of the procedure
 * @param text the plan in YAML, with comments
 */
public record PlanTemplate(String name, String text) {
    private static final Pattern PLAN_NAME = Pattern.compile("(?m)^( {2}name: )\\S+");
    private static final Pattern TARGET = Pattern.compile("(?m)^( {6}target: )\"?([^\\s\"]+)\"?$");

    /** What the plan does, in a few words. */
    public String summary() {
        return text.lines().findFirst().orElseThrow().substring("# ".length());
    }

    /** The targets of its steps, in the order in which they name them first. */
    public SequencedSet<String> targets() {
        return TARGET.matcher(text)
                .results()
                .map(match -> match.group(2))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The plan under another name. */
    public PlanTemplate named(PlanName planName) {
        return new PlanTemplate(
                name, PLAN_NAME.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(quoted(planName.value()))));
    }

    /** The plan with the steps of one of its targets on another target. */
    public PlanTemplate withTarget(String replaced, TargetName target) {
        return new PlanTemplate(
                name,
                TARGET.matcher(text)
                        .replaceAll(match -> match.group(2).equals(replaced)
                                ? Matcher.quoteReplacement(match.group(1) + quoted(target.value()))
                                : Matcher.quoteReplacement(match.group())));
    }

    // YAML reads a name such as 1.5 or true as another type unless it has quotes. Names contain no characters to
    // escape.
    private static String quoted(String value) {
        return "\"" + value + "\"";
    }
}
