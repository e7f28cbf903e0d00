package dev.lockstep.cli.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a JavaScript file into tokens. It knows only what a literal call can have: names, numbers, strings and symbols. It
 * refuses regular expressions, substitutions in template literals, and escapes that it does not know.
 */
final class JsTokens {
    private static final Pattern SPACE = Pattern.compile("(?:\\s|//[^\\n]*|/\\*.*?\\*/)+", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.])");
    private static final Pattern STRING = Pattern.compile(
            "'((?:[^'\\\\\\n]|\\\\.)*+)'|\"((?:[^\"\\\\\\n]|\\\\.)*+)\"|`((?:[^`\\\\]|\\\\.)*+)`", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final Pattern SYMBOL = Pattern.compile("=>|[{}()\\[\\].,:;=+-]");

    private final String text;
    private final List<JsToken> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private JsTokens(String text) {
        this.text = text;
    }

    static List<JsToken> of(String text) throws JsRefusal {
        JsTokens tokens = new JsTokens(text);
        tokens.read();
        return List.copyOf(tokens.tokens);
    }

    private void read() throws JsRefusal {
        skip(SPACE);
        while (at < text.length()) {
            if (!take(NAME, JsToken.Kind.NAME)
                    && !take(NUMBER, JsToken.Kind.NUMBER)
                    && !takeString()
                    && !take(SYMBOL, JsToken.Kind.SYMBOL)) {
                throw new JsRefusal(line, "found \"%s\", which no literal call has".formatted(text.charAt(at)));
            }
            skip(SPACE);
        }
        tokens.add(new JsToken(JsToken.Kind.END, "", line));
    }

    private boolean take(Pattern pattern, JsToken.Kind kind) {
        Matcher matcher = at(pattern);
        if (!matcher.lookingAt()) {
            return false;
        }
        tokens.add(new JsToken(kind, matcher.group(), line));
        advance(matcher.end());
        return true;
    }

    private boolean takeString() throws JsRefusal {
        Matcher matcher = at(STRING);
        if (!matcher.lookingAt()) {
            return false;
        }
        boolean isTemplate = matcher.group(3) != null;
        String body = isTemplate ? matcher.group(3) : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        if (isTemplate && body.contains("${")) {
            throw new JsRefusal(line, "found a template literal with a substitution; a string is expected");
        }
        tokens.add(new JsToken(JsToken.Kind.STRING, unescaped(body), line));
        advance(matcher.end());
        return true;
    }

    private String unescaped(String body) throws JsRefusal {
        StringBuilder value = new StringBuilder();
        Matcher escapes = ESCAPE.matcher(body);
        while (escapes.find()) {
            escapes.appendReplacement(
                    value, Matcher.quoteReplacement(escaped(escapes.group(1).charAt(0))));
        }
        return escapes.appendTail(value).toString();
    }

    private String escaped(char escape) throws JsRefusal {
        return switch (escape) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '\'', '"', '`', '/', '$' -> String.valueOf(escape);
            default -> throw new JsRefusal(line, "found the escape \\%s in a string".formatted(escape));
        };
    }

    private void skip(Pattern pattern) {
        Matcher matcher = at(pattern);
        if (matcher.lookingAt()) {
            advance(matcher.end());
        }
    }

    private Matcher at(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    private void advance(int end) {
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end;
    }
}
