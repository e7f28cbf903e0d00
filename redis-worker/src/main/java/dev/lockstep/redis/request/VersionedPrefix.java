package dev.lockstep.redis.request;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The prefix of a key, without its version.
 *
 * @param name the segments before the id, each followed by a colon; {@link #NONE} for a key without a colon
 * @param version such as {@code v2}; null if the prefix has none
 */
record VersionedPrefix(String name, @Nullable String version) {
    static final String NONE = "(no prefix)";

    private static final Pattern SUFFIX = Pattern.compile("(.+)[._-](v\\d{1,9})");
    private static final Pattern SEGMENT = Pattern.compile("v\\d{1,9}");

    /**
     * Splits a key. The last segment of a key is its id, so it is never a part of the prefix.
     *
     * @param segments number of segments that make the prefix at most
     */
    static VersionedPrefix of(String key, int segments) {
        List<String> all = Arrays.asList(key.split(":", segments + 1));
        List<String> prefix = all.subList(0, all.size() - 1);
        if (prefix.isEmpty()) {
            return new VersionedPrefix(NONE, null);
        }
        String last = prefix.getLast();
        List<String> others = prefix.subList(0, prefix.size() - 1);
        Matcher suffix = SUFFIX.matcher(last);
        if (suffix.matches()) {
            return new VersionedPrefix(name(others) + suffix.group(1) + ":", suffix.group(2));
        }
        return SEGMENT.matcher(last).matches() && !others.isEmpty()
                ? new VersionedPrefix(name(others), last)
                : new VersionedPrefix(name(prefix), null);
    }

    private static String name(List<String> segments) {
        return segments.isEmpty() ? "" : String.join(":", segments) + ":";
    }
}
