package dev.lockstep.coordinator.http;

/** Checks that every store can keep a text: it has no NUL character and no unpaired surrogate. */
public final class StorableTextRule {
    public static final String HINT = "remove that character";

    private static final int REPLACEMENT = 0xFFFD;

    private StorableTextRule() {}

    /** The finding about a text that is not storable, such as "contains a NUL character". */
    public static String violation(String text) {
        return text.indexOf(0) >= 0 ? "contains a NUL character" : "contains half of a surrogate pair";
    }

    public static boolean isStorable(String text) {
        return text.codePoints().allMatch(StorableTextRule::isStorable);
    }

    private static boolean isStorable(int character) {
        return character != 0 && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
    }

    /**
     * The beginning of a text, with a replacement character in the place of each character that is not storable.
     *
     * @param maxLength the number of characters of the beginning
     */
    public static String storable(String text, int maxLength) {
        return text.substring(0, Math.min(maxLength, text.length()))
                .codePoints()
                .map(character -> isStorable(character) ? character : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
