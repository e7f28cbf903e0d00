package dev.lockstep.contract.plan;

/** Parses globs over Redis keys: {@code *}, {@code ?} and {@code [ab]} are special, {@code \} escapes. */
public final class KeyGlob {
    private static final String WILDCARD_STARTS = "*?[";
    private static final char ESCAPE = '\\';

    private KeyGlob() {}

    /** The text before the first wildcard of the glob; every matching key starts with it. */
    public static String literalPrefix(String glob) {
        StringBuilder prefix = new StringBuilder();
        for (int index = 0; index < glob.length() && WILDCARD_STARTS.indexOf(glob.charAt(index)) < 0; index++) {
            boolean isEscape = glob.charAt(index) == ESCAPE && index + 1 < glob.length();
            index = isEscape ? index + 1 : index;
            prefix.append(glob.charAt(index));
        }
        return prefix.toString();
    }
}
