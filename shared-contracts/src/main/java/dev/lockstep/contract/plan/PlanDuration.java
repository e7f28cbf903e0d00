package dev.lockstep.contract.plan;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses and formats durations of plans: a whole number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d},
 * or ISO-8601.
 */
final class PlanDuration {
    static final String EXAMPLES = "a duration such as 500ms, 90s, 1h, 7d or PT1H";

    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 60 * SECONDS_PER_MINUTE;
    private static final long SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;

    private PlanDuration() {}

    /**
     * Parses a duration.
     *
     * @throws DateTimeParseException if the text is not a duration
     */
    static Duration parse(String text) {
        Matcher matcher = NUMBER_WITH_UNIT.matcher(text);
        return matcher.matches()
                ? UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)))
                : Duration.parse(text);
    }

    /**
     * Parses the value of a type that has no other texts.
     *
     * @throws InvalidValue if the text is not a duration
     */
    static Duration parseValue(String text) {
        try {
            return parse(text);
        } catch (DateTimeParseException _notADuration) {
            throw invalid("is \"%s\", which is not a duration".formatted(text));
        }
    }

    /**
     * Checks the value of a type.
     *
     * @throws InvalidValue if the duration is shorter than the minimum or longer than the maximum
     */
    static void requireBetween(Duration min, Duration max, Duration duration) {
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw invalid("is %s; %s to %s is expected".formatted(format(duration), format(min), format(max)));
        }
    }

    private static InvalidValue invalid(String problem) {
        return InvalidValue.withoutPath("the duration", problem, "write " + EXAMPLES);
    }

    /** Formats a duration with the largest unit that expresses it as a whole number, such as {@code 90m}. */
    static String format(Duration duration) {
        long seconds = duration.toSeconds();
        if (!duration.equals(Duration.ofSeconds(seconds))) {
            return formatFraction(duration);
        }
        if (seconds == 0 || seconds % SECONDS_PER_MINUTE != 0) {
            return seconds + "s";
        }
        if (seconds % SECONDS_PER_HOUR != 0) {
            return seconds / SECONDS_PER_MINUTE + "m";
        }
        return seconds % SECONDS_PER_DAY == 0 ? seconds / SECONDS_PER_DAY + "d" : seconds / SECONDS_PER_HOUR + "h";
    }

    private static String formatFraction(Duration duration) {
        boolean isShort = Math.abs(duration.toSeconds()) < SECONDS_PER_DAY;
        return isShort && duration.equals(Duration.ofMillis(duration.toMillis()))
                ? duration.toMillis() + "ms"
                : duration.toString();
    }
}
