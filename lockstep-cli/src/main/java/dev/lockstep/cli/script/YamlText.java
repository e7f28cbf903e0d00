package dev.lockstep.cli.script;

import dev.lockstep.contract.json.LockstepJson;
import java.util.Locale;

/** Writes strings into YAML so that a reader gets exactly the same strings. */
public final class YamlText {
    private YamlText() {}

    /** A string in double quotes. JSON strings are YAML. */
    public static String quoted(String text) {
        return escaped(LockstepJson.messages().writeValueAsString(text));
    }

    /** A text for a comment on one line. */
    public static String comment(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029\\uFEFF]+", " ");
    }

    /** A string over several lines, without blank lines at its start and end. */
    public static String block(String text, int indentation) {
        String script = text.replaceAll("\\A(?:[ \\t]*\\n)+|\\s+\\z", "");
        if (script.isEmpty() || !script.codePoints().allMatch(YamlText::isPrintable)) {
            return quoted(script);
        }
        // With an indicator, spaces at the start of the first line belong to the text.
        StringBuilder block = new StringBuilder(script.startsWith(" ") ? "|2-" : "|-");
        script.lines().forEach(line -> block.append('\n').append(line.isEmpty() ? "" : " ".repeat(indentation) + line));
        return block.toString();
    }

    private static boolean isPrintable(int character) {
        return character == '\n'
                || character == '\t'
                || (character >= ' '
                        && character != 0x7F
                        && !(character >= 0x80 && character <= 0x9F)
                        && character != 0x2028
                        && character != 0x2029
                        && character != 0xFEFF
                        && !(character >= 0xD800 && character <= 0xDFFF)
                        && character != 0xFFFE
                        && character != 0xFFFF);
    }

    /** JSON with escapes for all characters that YAML does not allow. */
    static String escaped(String json) {
        StringBuilder text = new StringBuilder();
        json.codePoints().forEach(character -> {
            if (isPrintable(character)) {
                text.appendCodePoint(character);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04X", character));
            }
        });
        return text.toString();
    }
}
