package dev.lockstep.coordinator.http;

/** Texts that every store can keep: without NUL characters and without unpaired surrogates. */
public final class StorableText {
    public static final String HINT = "remove that character";

    private StorableText() {}

    /** What a text that is not storable contains, for messages. */
    public static String violation(String text) {
        return text.indexOf(0) >= 0 ? "contains a NUL character" : "contains half of a surrogate pair";
    }

    public static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
