package dev.lockstep.cli.script;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a Flyway script.
 *
 * @param version absent for a repeatable script
 */
record FlywayName(Prefix prefix, Optional<FlywayVersion> version, String description) {
    private static final Pattern SCRIPT = Pattern.compile("([VUBR])([^_].*?|)__(.*)\\.sql");
    private static final Pattern CALLBACK = Pattern.compile(
            "(?i)(before|after)(Each)?(Clean|Info|Migrate|Repair|Undo|Validate|Baseline|Repeatables|Version|Deploy)"
                    + "(Statement)?(Error|Applied)?(OperationFinish)?(__.*)?\\.sql|createSchema(__.*)?\\.sql|(before|after)Connect(__.*)?\\.sql");

    /** The kinds of scripts. */
    enum Prefix {
        V,
        U,
        B,
        R
    }

    /** Empty if Flyway would not run a file of this name. */
    static Optional<FlywayName> of(String file) {
        Matcher matcher = SCRIPT.matcher(file);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Prefix prefix = Prefix.valueOf(matcher.group(1));
        Optional<FlywayVersion> version = FlywayVersion.of(matcher.group(2));
        boolean isComplete = prefix == Prefix.R ? matcher.group(2).isEmpty() : version.isPresent();
        return isComplete ? Optional.of(new FlywayName(prefix, version, matcher.group(3))) : Optional.empty();
    }

    static boolean isCallback(String file) {
        return CALLBACK.matcher(file).matches();
    }

    /** Whether the name looks as if Flyway were meant to run it. */
    static boolean isNearMiss(String file) {
        return file.toLowerCase(Locale.ROOT).matches("[vubr]\\d.*\\.sql|r_.*\\.sql|[vubr].*__.*\\.sql");
    }

    /** What the step is named after. */
    String origin() {
        return prefix + version.map(FlywayVersion::text).orElse("") + "__" + description;
    }
}
