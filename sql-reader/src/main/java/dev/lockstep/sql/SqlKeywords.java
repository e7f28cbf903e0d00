package dev.lockstep.sql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The tokens of one statement, asked by position. */
record SqlKeywords(List<SqlToken> tokens) {
    SqlKeywords {
        tokens = List.copyOf(tokens);
    }

    /** The keyword at this place in upper case; what is no word as it is written; nothing past the end. */
    String keyword(int place) {
        if (place >= tokens.size()) {
            return "";
        }
        SqlToken token = tokens.get(place);
        return token.kind() == SqlToken.Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : token.text();
    }

    boolean startWith(String... keywords) {
        return standAt(0, keywords);
    }

    /** Whether the keywords follow one another somewhere, outside of all parentheses. */
    boolean contain(String... keywords) {
        return IntStream.range(0, tokens.size())
                .anyMatch(place -> tokens.get(place).depth() == 0 && standAt(place, keywords));
    }

    /** Whether the keyword stands anywhere, inside parentheses too. */
    boolean mention(String keyword) {
        return tokens.stream().anyMatch(token -> token.is(keyword));
    }

    /** Whether a literal says this, in any case. */
    boolean quote(String text) {
        return tokens.stream()
                .anyMatch(token ->
                        token.kind() == SqlToken.Kind.LITERAL && token.text().equalsIgnoreCase("'" + text + "'"));
    }

    /** Whether a piece is like this. */
    boolean hold(Pattern piece) {
        return tokens.stream().anyMatch(token -> piece.matcher(token.text()).find());
    }

    /** Whether anything after the first keyword, outside of parentheses, is a name other than this keyword. */
    boolean nameOtherThan(String keyword) {
        return tokens.stream().skip(1).anyMatch(token -> token.depth() == 0 && token.isName() && !token.is(keyword));
    }

    /** The place after the keywords if they stand here, else this place. */
    int skipping(int place, String... keywords) {
        return standAt(place, keywords) ? place + keywords.length : place;
    }

    /** The name that begins at this place, with its dots. */
    String qualifiedName(int place) {
        StringBuilder name = new StringBuilder(textAt(place));
        int next = place + 1;
        while (textAt(next).equals(".")) {
            name.append('.').append(textAt(next + 1));
            next += 2;
        }
        return name.toString();
    }

    private String textAt(int place) {
        return place < tokens.size() ? tokens.get(place).text() : "";
    }

    private boolean standAt(int place, String... keywords) {
        return IntStream.range(0, keywords.length)
                .allMatch(i -> keyword(place + i).equals(keywords[i]));
    }
}
