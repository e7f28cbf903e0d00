package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The steps whose effect is missing in the transaction of a dry run, in whole or in part. */
final class OmittedStatements {
    private static final String NO_MATCHING_CONSTRAINT = "42P10";
    private static final String SYNTAX_OR_ACCESS = "42";
    /** The last part of a name in a statement. */
    private static final Pattern LAST_PART = Pattern.compile("(\"(?:[^\"]|\"\")+\"|[^\". ]+)$");
    /** The server has names in quotes, those of its language. The name of the schema may be in the same quotes. */
    private static final String BEFORE_NAME = "[\"«»„“.]";

    private static final String AFTER_NAME = "[\"«»“”]";

    private final List<Omitted> omitted = new ArrayList<>();

    /**
     * A step without its effect.
     *
     * @param index the name of the index that it creates or drops, without schema; empty if anything can be missing
     */
    private record Omitted(StepId step, Optional<String> index) {
        boolean mayCause(StepFailure failure) {
            return index.map(name -> failure.code().equals(NO_MATCHING_CONSTRAINT)
                            || (failure.code().startsWith(SYNTAX_OR_ACCESS) && isNamed(name, failure.message())))
                    .orElse(true);
        }

        private static boolean isNamed(String name, String message) {
            return Pattern.compile(BEFORE_NAME + Pattern.quote(name) + AFTER_NAME)
                    .matcher(message)
                    .find();
        }
    }

    /**
     * Adds a step that creates or drops an index.
     *
     * @param qualified the name of the index
     */
    void addIndex(StepId step, String qualified) {
        Matcher last = LAST_PART.matcher(qualified);
        omitted.add(new Omitted(step, Optional.of(unquoted(last.find() ? last.group() : qualified))));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** Adds a step of which some statements were not tried. */
    void addPart(StepId step) {
        omitted.add(new Omitted(step, Optional.empty()));
    }

    boolean isEmpty() {
        return omitted.isEmpty();
    }

    /** Whether a later step may fail only because of what is missing. */
    boolean mayCause(StepFailure failure) {
        return omitted.stream().anyMatch(step -> step.mayCause(failure));
    }

    /** The steps, for notes. */
    String steps() {
        return omitted.stream().map(step -> step.step().toString()).collect(Collectors.joining(", "));
    }
}
