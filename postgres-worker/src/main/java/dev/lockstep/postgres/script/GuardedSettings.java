package dev.lockstep.postgres.script;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of the settings that a script may change only within limits, or not at all.
 *
 * @param values by name, as the server prints them; a setting that the server does not know is absent
 */
public record GuardedSettings(Map<String, String> values) {
    /** A script may lower these timeouts, but not raise them or turn them off. */
    private static final List<String> TIMEOUTS = List.of(
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "transaction_timeout",
            "client_connection_check_interval");

    /** Settings that must keep their value; the journal depends on them. */
    private static final List<String> FIXED =
            List.of("session_replication_role", "track_counts", "transaction_read_only");

    /** Set back after each statement, because the rest of the script was parsed with this value. */
    private static final String STRINGS = "standard_conforming_strings";

    static final List<String> NAMES =
            Stream.of(TIMEOUTS, FIXED, List.of(STRINGS)).flatMap(List::stream).toList();

    private static final Pattern DURATION = Pattern.compile("(\\d+)(us|ms|s|min|h|d)?");

    public GuardedSettings {
        values = Map.copyOf(values);
    }

    /** The settings that must be set back after this state was changed to another, with the values to set. */
    public Map<String, String> corrections(GuardedSettings changed) {
        Map<String, String> corrections = new TreeMap<>();
        TIMEOUTS.stream()
                .filter(name -> isRaised(values.get(name), changed.values.get(name)))
                .forEach(name -> corrections.put(name, values.get(name)));
        if (!Objects.equals(values.get(STRINGS), changed.values.get(STRINGS))) {
            corrections.put(STRINGS, values.get(STRINGS));
        }
        return corrections;
    }

    /** The first setting that may not be changed and has another value now, with both values. */
    public Optional<String> findForbiddenChange(GuardedSettings changed) {
        return FIXED.stream()
                .filter(name -> !Objects.equals(values.get(name), changed.values.get(name)))
                .findFirst()
                .map(name -> "%s from %s to %s".formatted(name, values.get(name), changed.values.get(name)));
    }

    /** Whether a timeout is longer than the limit; zero is no timeout. */
    private static boolean isRaised(@Nullable String limit, @Nullable String value) {
        if (limit == null || value == null || limit.equals(value)) {
            return false;
        }
        long limitMicros = micros(limit);
        long valueMicros = micros(value);
        return limitMicros > 0 && (valueMicros == 0 || valueMicros > limitMicros);
    }

    private static long micros(String duration) {
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("«%s» is not a duration of PostgreSQL".formatted(duration));
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return number * microsPerUnit(unit == null ? "ms" : unit);
    }

    private static long microsPerUnit(String unit) {
        return switch (unit) {
            case "us" -> 1;
            case "ms" -> 1_000;
            case "s" -> 1_000_000;
            case "min" -> 60_000_000;
            case "h" -> 3_600_000_000L;
            default -> 24 * 3_600_000_000L;
        };
    }
}
