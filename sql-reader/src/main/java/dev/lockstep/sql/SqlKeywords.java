package dev.lockstep.sql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The tokens of one statement, compared with keywords by position. */
record SqlKeywords(List<SqlToken> tokens) {
    SqlKeywords {
        tokens = List.copyOf(tokens);
    }

    /** The token at this index, a word in upper case; empty past the end. */
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

    /** Whether the keywords follow one another anywhere outside of parentheses. */
    boolean containsSequence(String... keywords) {
        return IntStream.range(0, tokens.size())
                .anyMatch(index -> tokens.get(index).depth() == 0 && matchesAt(index, keywords));
    }

    /** Whether the keyword occurs anywhere, inside parentheses too. */
    boolean containsKeyword(String keyword) {
        return tokens.stream().anyMatch(token -> token.is(keyword));
    }

    /** Whether one of the literals is this text, in any case. */
    boolean containsLiteral(String text) {
        return tokens.stream()
                .anyMatch(token ->
                        token.kind() == SqlToken.Kind.LITERAL && token.text().equalsIgnoreCase("'" + text + "'"));
    }

    /** Whether the pattern occurs in one of the tokens. */
    boolean containsMatch(Pattern pattern) {
        return tokens.stream().anyMatch(token -> pattern.matcher(token.text()).find());
    }

    /** Whether a name other than this keyword follows the first token, outside of parentheses. */
    boolean containsNameOtherThan(String keyword) {
        return tokens.stream().skip(1).anyMatch(token -> token.depth() == 0 && token.isName() && !token.is(keyword));
    }

    /** The index after the keywords if they are at this index; otherwise the index itself. */
    int skip(int index, String... keywords) {
        return matchesAt(index, keywords) ? index + keywords.length : index;
    }

    /** The name at this index with its dots, as written. */
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
