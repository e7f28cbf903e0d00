package dev.lockstep.contract.plan;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations in plans: a whole number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, or ISO-8601.
 */
final class PlanDuration {
    static final String EXAMPLES = "a duration such as 500ms, 90s, 1h, 7d or PT1H";

    private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private PlanDuration() {}

    /**
     * Parses a duration.
     *
     * @throws DateTimeParseException if the text is not a duration
     */
    static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        return matcher.matches()
                ? UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)))
                : Duration.parse(text);
    }
}
