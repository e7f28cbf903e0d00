package dev.lockstep.coordinator.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates one message of a parser for the author of the text.
 *
 * @param parserMessage matches the whole message of the parser
 * @param message what was found; {@code $1}, {@code $2} are replaced by the groups of the pattern
 * @param hint what to write instead; may contain the same references
 */
public record SyntaxRule(Pattern parserMessage, String message, String hint) {
    public static SyntaxRule of(String parserMessage, String message, String hint) {
        return new SyntaxRule(Pattern.compile(parserMessage, Pattern.DOTALL), message, hint);
    }

    /** The translation by the first rule that matches; empty if none does. */
    public static Optional<SyntaxError> translate(List<SyntaxRule> rules, String parserMessage) {
        return rules.stream()
                .map(rule -> rule.translate(parserMessage))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<SyntaxError> translate(String text) {
        Matcher matcher = parserMessage.matcher(text);
        return matcher.matches() ? Optional.of(new SyntaxError(matcher.replaceFirst(message), hint)) : Optional.empty();
    }
}
