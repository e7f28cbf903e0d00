package dev.lockstep.sql;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tokens of one statement, with searches for keywords and names. */
record SqlTokens(List<SqlToken> tokens) {
    /** The prefix and the opening quote of a name or literal, and its closing quote. */
    private static final Pattern QUOTES = Pattern.compile("^(?i:[en]|u&)?['\"]|['\"]$|^\\$\\w*\\$|\\$\\w*\\$$");

    SqlTokens {
        tokens = List.copyOf(tokens);
    }

    /** The tokens of a statement that was read before. */
    static SqlTokens of(String statement) {
        return new SqlTokens(read(statement).toList());
    }

    /** The first tokens of a statement that was read before; the rest is not read again. */
    static SqlTokens first(int count, String statement) {
        return new SqlTokens(read(statement).limit(count).toList());
    }

    private static Stream<SqlToken> read(String statement) {
        SqlLexer lexer = new SqlLexer(statement);
        return Stream.generate(lexer::next).takeWhile(Objects::nonNull);
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

    /** Whether a literal of any form directly follows the keyword, outside of parentheses. */
    boolean containsLiteralAfter(String keyword) {
        return IntStream.range(0, tokens.size())
                .anyMatch(index ->
                        tokens.get(index).depth() == 0 && tokens.get(index).is(keyword) && isLiteralAt(index + 1));
    }

    /** Whether the keyword occurs inside or outside of parentheses. */
    boolean containsKeyword(String keyword) {
        return tokens.stream().anyMatch(token -> token.is(keyword));
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

    boolean isPsqlCommand() {
        return tokens.getFirst().kind() == SqlToken.Kind.PSQL_COMMAND;
    }

    /** The tokens after the keywords, which occur outside of parentheses, up to the next keyword {@code until}. */
    SqlTokens after(String until, String... keywords) {
        int start = IntStream.range(0, tokens.size())
                .filter(index -> tokens.get(index).depth() == 0 && matchesAt(index, keywords))
                .map(index -> index + keywords.length)
                .findFirst()
                .orElse(tokens.size());
        int end = IntStream.range(start, tokens.size())
                .filter(index ->
                        tokens.get(index).depth() == 0 && tokens.get(index).is(until))
                .findFirst()
                .orElse(tokens.size());
        return new SqlTokens(tokens.subList(start, end));
    }

    /** The value after this keyword; empty if the keyword does not occur. */
    Optional<String> valueAfter(String keyword) {
        return IntStream.range(0, tokens.size())
                .filter(index -> tokens.get(index).is(keyword))
                .mapToObj(index -> valueAt(index + 1))
                .findFirst();
    }

    /** The name of a setting at this index, in lower case and without quotes. */
    String settingAt(int index) {
        return qualifiedNameAt(index).replace("\"", "").toLowerCase(Locale.ROOT);
    }

    /** The index after the name at this index, which may have several parts. */
    int endOfName(int index) {
        int end = index + 1;
        while (textAt(end).equals(".")) {
            end += 2;
        }
        return end;
    }

    /** The value that a SET statement has after the setting's name; {@code default} if it has none. */
    String settingValueAt(int index) {
        boolean hasSign = textAt(index).equals("=") || keywordAt(index).equals("TO");
        String value = valueAt(hasSign ? index + 1 : index);
        return value.isEmpty() ? "default" : value;
    }

    /** The calls of {@code set_config} whose first argument is a literal. */
    List<SettingCall> settingCalls() {
        return IntStream.range(0, tokens.size())
                .filter(index ->
                        isSetConfig(tokens.get(index)) && textAt(index + 1).equals("(") && isLiteralAt(index + 2))
                .mapToObj(
                        index -> new SettingCall(valueAt(index + 2), isLiteralAt(index + 4) ? valueAt(index + 4) : ""))
                .toList();
    }

    /**
     * A call of {@code set_config}.
     *
     * @param name in lower case
     * @param value in lower case; empty if it is not a literal
     */
    record SettingCall(String name, String value) {}

    private static boolean isSetConfig(SqlToken token) {
        return token.isName() && token.text().replace("\"", "").equalsIgnoreCase("set_config");
    }

    private boolean isLiteralAt(int index) {
        return index < tokens.size() && tokens.get(index).kind() == SqlToken.Kind.LITERAL;
    }

    /** The text of a name or literal in lower case and without its quotes. */
    private String valueAt(int index) {
        return QUOTES.matcher(textAt(index)).replaceAll("").toLowerCase(Locale.ROOT);
    }

    private String textAt(int index) {
        return index < tokens.size() ? tokens.get(index).text() : "";
    }

    boolean matchesAt(int index, String... keywords) {
        return IntStream.range(0, keywords.length)
                .allMatch(i -> keywordAt(index + i).equals(keywords[i]));
    }
}
