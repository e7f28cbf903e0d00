package dev.lockstep.contract.plan;

/** A glob over key names with the syntax of Redis: {@code *}, {@code ?}, {@code [ab]}; {@code \} escapes. */
public final class KeyGlob {
    private static final String SPECIAL = "*?[";
    private static final char ESCAPE = '\\';

    private KeyGlob() {}

    /** The literal prefix of the glob; every matching key starts with it. */
    public static String literalPrefix(String glob) {
        StringBuilder head = new StringBuilder();
        for (int at = 0; at < glob.length() && SPECIAL.indexOf(glob.charAt(at)) < 0; at++) {
            boolean escapes = glob.charAt(at) == ESCAPE && at + 1 < glob.length();
            at = escapes ? at + 1 : at;
            head.append(glob.charAt(at));
        }
        return head.toString();
    }
}
