package dev.lockstep.sql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The tokens of one statement, with searches for keywords and names. */
record SqlTokens(List<SqlToken> tokens) {
    SqlTokens {
        tokens = List.copyOf(tokens);
    }

    /** The text of the token at this index, with words in upper case; empty if there are fewer tokens. */
    String keywordAt(int index) {
        if (index >= tokens.size()) {
            return "";
        }
        SqlToken token = tokens.get(index);
        return token.kind() == SqlToken.Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : token.text();
    }

    boolean startsWith(String... keywords) {
        return matchesAt(0, keywords);
    }

    /** Whether the keywords occur one directly after the other outside of parentheses. */
    boolean containsSequence(String... keywords) {
        return IntStream.range(0, tokens.size())
                .anyMatch(index -> tokens.get(index).depth() == 0 && matchesAt(index, keywords));
    }

    /** Whether the keyword occurs inside or outside of parentheses. */
    boolean containsKeyword(String keyword) {
        return tokens.stream().anyMatch(token -> token.is(keyword));
    }

    /** Whether a literal has this text; upper case and lower case are equal. */
    boolean containsLiteral(String text) {
        return tokens.stream()
                .anyMatch(token ->
                        token.kind() == SqlToken.Kind.LITERAL && token.text().equalsIgnoreCase("'" + text + "'"));
    }

    /** Whether the pattern occurs in one of the tokens. */
    boolean containsMatch(Pattern pattern) {
        return tokens.stream().anyMatch(token -> pattern.matcher(token.text()).find());
    }

    /** Whether a name other than this keyword occurs after the first token and outside of parentheses. */
    boolean containsNameOtherThan(String keyword) {
        return tokens.stream().skip(1).anyMatch(token -> token.depth() == 0 && token.isName() && !token.is(keyword));
    }

    /** Skips optional keywords: returns the index after them, or the given index if they are not there. */
    int skip(int index, String... keywords) {
        return matchesAt(index, keywords) ? index + keywords.length : index;
    }

    /** The name at this index as written, including the parts after dots. */
    String qualifiedNameAt(int index) {
        StringBuilder name = new StringBuilder(textAt(index));
        int next = index + 1;
        while (textAt(next).equals(".")) {
            name.append('.').append(textAt(next + 1));
            next += 2;
        }
        return name.toString();
    }

    private String textAt(int index) {
        return index < tokens.size() ? tokens.get(index).text() : "";
    }

    private boolean matchesAt(int index, String... keywords) {
        return IntStream.range(0, keywords.length)
                .allMatch(i -> keywordAt(index + i).equals(keywords[i]));
    }
}
