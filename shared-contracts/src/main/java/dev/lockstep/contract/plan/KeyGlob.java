package dev.lockstep.contract.plan;

/** A glob over the names of keys, as Redis reads it: {@code *}, {@code ?}, {@code [ab]}, and {@code \} before any of them. */
public final class KeyGlob {
    private static final String SPECIAL = "*?[";
    private static final char ESCAPE = '\\';

    private KeyGlob() {}

    /** What every key that matches begins with. */
    public static String literalHead(String glob) {
        StringBuilder head = new StringBuilder();
        for (int at = 0; at < glob.length() && SPECIAL.indexOf(glob.charAt(at)) < 0; at++) {
            boolean escapes = glob.charAt(at) == ESCAPE && at + 1 < glob.length();
            at = escapes ? at + 1 : at;
            head.append(glob.charAt(at));
        }
        return head.toString();
    }
}
