package dev.lockstep.worker;

import dev.lockstep.contract.plan.KeyGlob;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What must not leave the worker in reports: values of some fields, and the ends and values of some keys. The journal in the store
 * keeps them, because the undo needs them.
 */
public final class Masking {
    /** Stands for a value or for the end of a key. */
    public static final String MASK = "***";

    /** Masks nothing. */
    public static final Masking NONE = new Masking(Set.of(), List.of());

    private static final Pattern COUNT = Pattern.compile("\\s*select\\s+count\\s*\\([^()]*\\)\\s+from\\s");

    private final Set<String> fields;
    private final List<String> keys;
    private final List<Pattern> keyPatterns;

    private Masking(Set<String> fields, List<String> keys) {
        this.fields = fields;
        this.keys = keys;
        this.keyPatterns = keys.stream().map(Masking::patternOf).toList();
    }

    /**
     * Creates the rules of one target.
     *
     * @param fields names of fields or columns, in any case
     * @param keys globs of Redis
     */
    public static Masking of(List<String> fields, List<String> keys) {
        if (fields.isEmpty() && keys.isEmpty()) {
            return NONE;
        }
        Set<String> lowerCase = new LinkedHashSet<>();
        fields.forEach(field -> lowerCase.add(field.toLowerCase(Locale.ROOT)));
        return new Masking(lowerCase, List.copyOf(keys));
    }

    /** Whether the value of this field is masked. A path with dots is masked if one of its names is. */
    public boolean masksField(String name) {
        if (fields.isEmpty()) {
            return false;
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return fields.contains(lowerCase)
                || (lowerCase.indexOf('.') >= 0
                        && List.of(lowerCase.split("\\.")).stream().anyMatch(fields::contains));
    }

    /** Whether the SQL contains the name of a masked field and is not a count, so its result can be a value of the field. */
    public boolean masksResultOf(String sql) {
        String lowerCase = sql.toLowerCase(Locale.ROOT);
        return !COUNT.matcher(lowerCase).lookingAt()
                && fields.stream().anyMatch(field -> containsWord(lowerCase, field));
    }

    private static boolean containsWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isWordPart(text.charAt(at - 1)))
                    && (end == text.length() || !isWordPart(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWordPart(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '$';
    }

    /** Returns the key, or the start that all keys of the matching glob have, followed by {@link #MASK}. */
    public String key(String key) {
        for (int index = 0; index < keys.size(); index++) {
            if (keyPatterns.get(index).matcher(key).matches()) {
                return KeyGlob.literalPrefix(keys.get(index)) + MASK;
            }
        }
        return key;
    }

    /** Returns the text about the value of the key, or {@link #MASK} if the key is masked. */
    public String valueOf(String key, String text) {
        return keyPatterns.stream().anyMatch(pattern -> pattern.matcher(key).matches()) ? MASK : text;
    }

    /** Translates a glob of Redis: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]} and {@code \} before a character. */
    private static Pattern patternOf(String glob) {
        StringBuilder pattern = new StringBuilder();
        for (int index = 0; index < glob.length(); index++) {
            char character = glob.charAt(index);
            int classEnd = character == '[' ? glob.indexOf(']', index + 1) : -1;
            if (character == '*') {
                pattern.append(".*");
            } else if (character == '?') {
                pattern.append('.');
            } else if (classEnd > index + 1) {
                pattern.append(classOf(glob.substring(index + 1, classEnd)));
                index = classEnd;
            } else {
                index = character == '\\' && index + 1 < glob.length() ? index + 1 : index;
                pattern.append(Pattern.quote(glob.substring(index, index + 1)));
            }
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }

    private static String classOf(String members) {
        boolean isNegated = members.startsWith("^");
        String escaped = (isNegated ? members.substring(1) : members).replaceAll("[\\\\\\[&~]", "\\\\$0");
        return (isNegated ? "[^" : "[") + escaped + "]";
    }
}
