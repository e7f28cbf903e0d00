package dev.lockstep.coordinator.http;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** Translates the errors of Jackson's parser for people who do not know Jackson. */
public final class JsonSyntaxErrors {
    // References to the source, which Jackson redacts, and to Jackson's own settings and character codes.
    private static final Pattern INTERNALS =
            Pattern.compile(" \\(start marker at .*| \\(for \\w+ starting at .*| \\(not recognized as one since .*"
                    + "|, from `\\w+\\.\\w+\\(\\)`| \\(code \\d+[^)]*\\)");
    private static final String CHARACTER = "Unexpected character \\('(.+)'\\)";
    private static final String OBJECT_HINT =
            "separate the fields with commas and close the object, as in {\"a\": 1, \"b\": 2}";
    private static final String ARRAY_HINT = "separate the elements with commas and close the array, as in [1, 2]";
    private static final String VALUE_HINT =
            "write a string in double quotes, a number, true, false, null, an array or an object";
    private static final List<SyntaxRule> RULES = List.of(
            SyntaxRule.of(
                    "Duplicate Object property \"(.*)\"",
                    "the key \"$1\" occurs twice",
                    "remove or rename one of the two"),
            SyntaxRule.of(
                    "Unexpected end-of-input.* (?:close marker for Object|Object entries)",
                    "an object is not closed",
                    "add the missing }"),
            SyntaxRule.of(
                    "Unexpected end-of-input.* (?:close marker for Array|Array entries)",
                    "an array is not closed",
                    "add the missing ]"),
            SyntaxRule.of(
                    "Unexpected end-of-input.* (?:closing quote|closing '\"'|property name|escape sequence).*",
                    "a string is not closed",
                    "add the closing quote"),
            SyntaxRule.of("Unexpected end-of-input.*", "a value is incomplete", "complete the value"),
            SyntaxRule.of(
                    CHARACTER + ": maybe a \\(non-standard\\) comment\\?|Unexpected character \\('#'\\).*",
                    "JSON does not allow comments",
                    "remove the comment"),
            SyntaxRule.of(
                    "Unexpected close marker '(.)': no open .*",
                    "found \"$1\", but nothing is open that it could close",
                    "remove this character"),
            SyntaxRule.of(
                    "(?:Unexpected character \\('|Unexpected close marker ')(.+?)'\\)?"
                            + ": (?:expected '}'|was expecting comma to separate Object entries)",
                    "found \"$1\" in an object; \",\" or \"}\" is expected",
                    OBJECT_HINT),
            SyntaxRule.of(
                    "(?:Unexpected character \\('|Unexpected close marker ')(.+?)'\\)?"
                            + ": (?:expected ']'|was expecting comma to separate Array entries)",
                    "found \"$1\" in an array; \",\" or \"]\" is expected",
                    ARRAY_HINT),
            SyntaxRule.of(
                    CHARACTER + ": was expecting double-quote to start property name",
                    "found \"$1\"; a key in double quotes is expected",
                    "write each field as \"key\": value, without a comma after the last one"),
            SyntaxRule.of(
                    CHARACTER + ": was expecting a colon .*",
                    "found \"$1\"; \":\" is expected after the key",
                    "write each field as \"key\": value"),
            SyntaxRule.of(CHARACTER + ": expected a valid value .*", "found \"$1\"; a value is expected", VALUE_HINT),
            SyntaxRule.of("Unrecognized token '(.*)': .*", "found \"$1\"; a value is expected", VALUE_HINT),
            SyntaxRule.of(
                    "Non-standard token '(.*)': .*",
                    "\"$1\" is not a JSON number",
                    "write the number as a string in quotes"),
            SyntaxRule.of(
                    "Number value length \\(\\d+\\) exceeds the maximum allowed \\((\\d+)\\)",
                    "the number exceeds the limit of $1 digits when it is written out",
                    "write the number as a string in quotes"),
            SyntaxRule.of(
                    "Name length \\((\\d+)\\) exceeds the maximum allowed \\((\\d+)\\)",
                    "the key has $1 characters; the limit is $2",
                    "write a shorter key"),
            SyntaxRule.of(
                    "Document nesting depth \\(\\d+\\) exceeds the maximum allowed \\((\\d+)\\)",
                    "the text exceeds the limit of $1 nested levels",
                    "reduce the nesting"),
            SyntaxRule.of(
                    "(?:Invalid numeric value|Malformed numeric value|" + CHARACTER + " in numeric value).*",
                    "a number is malformed",
                    "write numbers such as 10, -0.5 or 1e3"),
            SyntaxRule.of(
                    "Unrecognized character escape '(.)'",
                    "the escape \"\\\\$1\" is unknown",
                    "write a backslash as \\\\"),
            SyntaxRule.of(
                    CHARACTER + ": expected a hex-digit .*",
                    "an escape has too few hexadecimal digits",
                    "write \\u and four hexadecimal digits, such as \\u00e9"),
            SyntaxRule.of(
                    "Illegal unquoted character.*",
                    "a string contains a line break or another control character",
                    "write a line break as \\n and a tab as \\t"),
            SyntaxRule.of(
                    "Illegal character.*", "found a control character outside of a string", "remove that character"),
            SyntaxRule.of(
                    CHARACTER + ": Expected space separating .*", "found \"$1\" after the value", "remove the rest"));

    private JsonSyntaxErrors() {}

    /** The error of Jackson's parser in plain words, or else Jackson's own message. */
    public static SyntaxError of(JacksonException e) {
        String message = message(e);
        return SyntaxRule.translate(RULES, message)
                .map(JsonSyntaxErrors::withReadableQuote)
                .orElse(new SyntaxError(message, "correct the JSON at this line and column"));
    }

    private static SyntaxError withReadableQuote(SyntaxError error) {
        return new SyntaxError(error.message().replace("\"\"\"", "a double quote"), error.hint());
    }

    /** Jackson's message without references to Jackson. */
    public static String message(JacksonException e) {
        return INTERNALS.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }
}
