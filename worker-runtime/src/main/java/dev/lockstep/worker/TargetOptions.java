package dev.lockstep.worker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Reads the options of one target by type. All workers use this class, so values have the same syntax everywhere, and
 * an unknown option stops the worker at start.
 *
 * <p>Durations are a number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, or ISO-8601. Every method
 * throws {@link IllegalArgumentException} with the option, the value found and what is expected.
 */
public final class TargetOptions {
    private static final int MAX_LIST_LENGTH = 10_000;
    private static final String OFF = "off";
    private static final String OR_OFF = ", or " + OFF;

    private final TargetSettings target;
    private final Map<String, String> options;
    private final Set<String> known = new TreeSet<>();

    private TargetOptions(TargetSettings target) {
        this.target = target;
        this.options = target.options();
    }

    public static TargetOptions of(TargetSettings target) {
        return new TargetOptions(target);
    }

    /**
     * Returns a string of limited length.
     *
     * @param maxLength maximum number of characters
     */
    public String text(String option, String defaultValue, int maxLength) {
        String value = value(option);
        if (value == null) {
            return defaultValue;
        }
        if (value.isBlank() || value.length() > maxLength) {
            throw invalid(option, value, "1 to %d characters".formatted(maxLength));
        }
        return value;
    }

    /** Reads the names of {@code mask-fields}: fields or columns whose values reports do not show. */
    public List<String> maskedFields() {
        return list("mask-fields");
    }

    /** Reads the globs of {@code mask-keys}: keys whose ends reports do not show. */
    public List<String> maskedKeys() {
        return list("mask-keys");
    }

    /** Returns a list of strings, which are separated by commas. */
    private List<String> list(String option) {
        String value = value(option);
        if (value == null) {
            return List.of();
        }
        List<String> entries =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (entries.stream().anyMatch(String::isEmpty) || value.length() > MAX_LIST_LENGTH) {
            throw invalid(option, value, "names separated by commas, %d characters at most".formatted(MAX_LIST_LENGTH));
        }
        return entries;
    }

    /** Returns a whole number from {@code min} to {@code max}, both inclusive. */
    public int number(String option, int defaultValue, int min, int max) {
        String value = value(option);
        return value == null ? defaultValue : number(option, value, min, max, "");
    }

    private int number(String option, String value, int min, int max, String orOff) {
        String expected = "a whole number from %d to %d%s".formatted(min, max, orOff);
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(option, value, expected, e);
        }
        throw invalid(option, value, expected);
    }

    /** Returns a duration of at least {@code min}. */
    public Duration duration(String option, Duration defaultValue, Duration min) {
        String value = value(option);
        return value == null ? defaultValue : duration(option, value, min, "");
    }

    /** Returns a duration from {@code min} to {@code max}, which is whole seconds; both inclusive. */
    public Duration duration(String option, Duration defaultValue, Duration min, Duration max) {
        String value = value(option);
        if (value == null) {
            return defaultValue;
        }
        Duration found = duration(option, value, min, "");
        if (found.compareTo(max) > 0) {
            throw invalid(
                    option,
                    value,
                    "a duration from %s to %s"
                            .formatted(
                                    DurationStyle.SIMPLE.print(min),
                                    DurationStyle.SIMPLE.print(max, ChronoUnit.SECONDS)));
        }
        return found;
    }

    /** Returns a duration of at least {@code min}; absent if the option or its default is {@code off}. */
    public @Nullable Duration durationLimit(String option, @Nullable Duration defaultValue, Duration min) {
        return limit(option, defaultValue, value -> duration(option, value, min, OR_OFF));
    }

    /** Returns a whole number from 0 to {@code max}; absent if the option or its default is {@code off}. */
    public @Nullable Integer numberLimit(String option, @Nullable Integer defaultValue, int max) {
        return limit(option, defaultValue, value -> number(option, value, 0, max, OR_OFF));
    }

    /** Returns a number of bytes. */
    public DataSize size(String option, DataSize defaultValue) {
        String value = value(option);
        return value == null ? defaultValue : size(option, value, "");
    }

    /** Returns a number of bytes; absent if the option or its default is {@code off}. */
    public @Nullable DataSize sizeLimit(String option, @Nullable DataSize defaultValue) {
        return limit(option, defaultValue, value -> size(option, value, OR_OFF));
    }

    /** Returns a percentage from 1 to 100; absent if the option or its default is {@code off}. */
    public @Nullable Integer percentLimit(String option, @Nullable Integer defaultValue) {
        return limit(option, defaultValue, value -> percentage(option, value));
    }

    /** Returns whether the option is {@code on}. */
    public boolean isOn(String option, boolean defaultValue) {
        String value = value(option);
        return switch (value == null ? "" : value.strip()) {
            case "" -> defaultValue;
            case "on" -> true;
            case OFF -> false;
            default -> throw invalid(option, String.valueOf(value), "on or off");
        };
    }

    private <T> @Nullable T limit(String option, @Nullable T defaultValue, Function<String, T> parser) {
        String value = value(option);
        if (value == null) {
            return defaultValue;
        }
        return value.strip().equals(OFF) ? null : parser.apply(value);
    }

    private DataSize size(String option, String value, String orOff) {
        String expected = "a size such as 500KB, 64MB or 1GB" + orOff;
        DataSize size;
        try {
            size = DataSize.parse(value.strip());
        } catch (IllegalArgumentException e) {
            throw invalid(option, value, expected, e);
        }
        if (size.isNegative()) {
            throw invalid(option, value, expected);
        }
        return size;
    }

    private int percentage(String option, String value) {
        String expected = "a percentage from 1% to 100%" + OR_OFF;
        String stripped = value.strip();
        if (!stripped.endsWith("%")) {
            throw invalid(option, value, expected);
        }
        try {
            int percent = Integer.parseInt(
                    stripped.substring(0, stripped.length() - 1).strip());
            if (percent >= 1 && percent <= 100) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw invalid(option, value, expected, e);
        }
        throw invalid(option, value, expected);
    }

    private Duration duration(String option, String value, Duration min, String orOff) {
        String expected = "a duration of at least %s, such as 500ms, 30s, 5m or PT30S%s"
                .formatted(DurationStyle.SIMPLE.print(min), orOff);
        Duration duration;
        try {
            duration = DurationStyle.detectAndParse(value.strip());
        } catch (IllegalArgumentException e) {
            throw invalid(option, value, expected, e);
        }
        if (duration.compareTo(min) < 0) {
            throw invalid(option, value, expected);
        }
        return duration;
    }

    /** Refuses options that no other method has read. Callers read all their options first. */
    public void refuseUnknown() {
        for (String option : options.keySet()) {
            if (!known.contains(option)) {
                throw new IllegalArgumentException(
                        "%s has the unknown option %s; expected one of %s".formatted(target, option, known));
            }
        }
    }

    private @Nullable String value(String option) {
        known.add(option);
        return options.get(option);
    }

    /** The refusal of a value that no option can have, or not together with the others. */
    IllegalArgumentException invalid(String option, String found, String expected) {
        return new IllegalArgumentException(message(option, found, expected));
    }

    private IllegalArgumentException invalid(String option, String found, String expected, Exception cause) {
        return new IllegalArgumentException(message(option, found, expected), cause);
    }

    private String message(String option, String found, String expected) {
        return "option %s of %s is \"%s\"; expected %s".formatted(option, target, found, expected);
    }
}
