package dev.lockstep.coordinator.http;

/** Checks that every store can keep a text: it has no NUL character and no unpaired surrogate. */
public final class StorableTextRule {
    public static final String HINT = "remove that character";

    private StorableTextRule() {}

    /** The finding about a text that is not storable, such as "contains a NUL character". */
    public static String violation(String text) {
        return text.indexOf(0) >= 0 ? "contains a NUL character" : "contains half of a surrogate pair";
    }

    public static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
