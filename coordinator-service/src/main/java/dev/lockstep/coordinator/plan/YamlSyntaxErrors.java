package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.SyntaxError;
import dev.lockstep.coordinator.http.SyntaxRule;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Translates the errors of the YAML parser, with the words of {@code JsonSyntaxErrors} where the error is the same. */
final class YamlSyntaxErrors {
    static final String HINT = "correct the YAML at this line and column";

    private static final Pattern FOUND_TOKEN = Pattern.compile(", but (?:got|found) '?(<[a-z ]+>|[^'(]{1,3})'?$");
    private static final Map<String, String> TOKENS = Map.ofEntries(
            Map.entry("<scalar>", "a value"),
            Map.entry("<anchor>", "an anchor"),
            Map.entry("<alias>", "an alias"),
            Map.entry("<tag>", "a tag"),
            Map.entry("?", "a key"),
            Map.entry("<block mapping start>", "an object"),
            Map.entry("<block sequence start>", "an array"),
            Map.entry("<block end>", "the end of the indented block"),
            Map.entry("<document start>", "\"---\""),
            Map.entry("<document end>", "\"...\""),
            Map.entry("<stream end>", "the end of the text"));

    private static final List<SyntaxRule> RULES = List.of(
            SyntaxRule.of(
                    ".*expected ',' or '}', but found the end of the text",
                    "an object is not closed",
                    "add the missing }"),
            SyntaxRule.of(
                    ".*expected ',' or ']', but found the end of the text",
                    "an array is not closed",
                    "add the missing ]"),
            SyntaxRule.of(
                    ".*expected ',' or '}', but found (.*)",
                    "found $1 in an object; \",\" or \"}\" is expected",
                    "separate the fields with commas and close the object, as in {a: 1, b: 2}"),
            SyntaxRule.of(
                    ".*expected ',' or ']', but found (.*)",
                    "found $1 in an array; \",\" or \"]\" is expected",
                    "separate the elements with commas and close the array, as in [1, 2]"),
            SyntaxRule.of(
                    ".*scanning a quoted scalar: found unexpected .*",
                    "a string is not closed",
                    "add the closing quote"),
            SyntaxRule.of(
                    ".*found character '\\\\t\\(TAB\\)'.*",
                    "found a tab where YAML allows only spaces",
                    "indent with spaces"),
            SyntaxRule.of(
                    ".*found character '(.+?)' that cannot start any token.*",
                    "found \"$1\"; a value is expected",
                    "put a string that starts with this character in quotes"),
            SyntaxRule.of(
                    ".*expected the node content, but found (.*)",
                    "found $1; a value is expected",
                    "write a value, and put a string that starts with this character in quotes"),
            SyntaxRule.of(
                    ".*mapping values are not allowed here",
                    "a key is not allowed here",
                    "indent all keys of an object by the same number of spaces,"
                            + " or put a string that contains \": \" in quotes"),
            SyntaxRule.of(
                    ".*sequence entries are not allowed here",
                    "an array element is not allowed here",
                    "start each element that begins with \"- \" on a line of its own"),
            SyntaxRule.of(
                    ".*mapping keys are not allowed here",
                    "a key that starts with \"?\" is not allowed here",
                    "put a string that starts with \"? \" in quotes"),
            SyntaxRule.of(
                    ".*parsing a block mapping: expected <block end>, but found (.*)",
                    "found $1 in an object; another key is expected",
                    "indent all keys of an object by the same number of spaces,"
                            + " and write nothing after a string in quotes"),
            SyntaxRule.of(
                    ".*parsing a block collection: expected <block end>, but found (.*)",
                    "found $1 in an array; another element is expected",
                    "indent all elements of an array by the same number of spaces, each after \"- \""),
            SyntaxRule.of(
                    ".*could not find expected ':'", "\":\" is missing after a key", "write each field as key: value"),
            SyntaxRule.of(
                    ".*found undefined alias (.*)",
                    "the alias *$1 has no anchor",
                    "write the anchor &name before the alias *name, or put a string that starts with * in quotes"),
            SyntaxRule.of(
                    ".*scanning an (anchor|alias): .*",
                    "the name of an $1 is missing or invalid",
                    "put a string that starts with & or * in quotes"),
            SyntaxRule.of(
                    ".*expected '<document start>', but found the end of the text",
                    "the plan has directives but no content",
                    "write --- after the directives, and then the plan"),
            SyntaxRule.of(
                    ".*expected '<document start>', but found .*",
                    UnreadablePlanException.TRAILING_TEXT,
                    UnreadablePlanException.ONE_PLAN_HINT),
            SyntaxRule.of(
                    ".*found unknown escape character (.).*",
                    "the escape \"\\\\$1\" is unknown",
                    "write a backslash as \\\\"),
            SyntaxRule.of(
                    ".*expected escape sequence of (\\d) hexadecimal numbers.*",
                    "an escape has too few hexadecimal digits",
                    "write \\u and four hexadecimal digits, such as \\u00e9"),
            SyntaxRule.of(
                    ".*expected chomping or indentation indicators, but found (.).*",
                    "found \"$1\" after \"|\" or \">\"; a line break is expected",
                    "start the string on the next line"),
            SyntaxRule.of(
                    ".*the leading empty lines contain more spaces .*",
                    "a blank line has more spaces than the first line of the string",
                    "remove the spaces from the blank line"),
            SyntaxRule.of(".*found undefined tag handle (.*)", "the tag prefix $1 is not supported", "remove the tag"),
            SyntaxRule.of(
                    ".*scanning a tag: .*",
                    "a tag is malformed",
                    "remove the tag, or put a string that starts with ! in quotes"));

    private YamlSyntaxErrors() {}

    static SyntaxError of(MarkedYamlEngineException e) {
        String problem = describeToken(String.valueOf(e.getProblem()));
        return SyntaxRule.translate(RULES, "%s: %s".formatted(e.getContext(), problem))
                .orElse(new SyntaxError(problem, HINT));
    }

    /** The parser's message, with the found token in plain words. */
    private static String describeToken(String problem) {
        Matcher found = FOUND_TOKEN.matcher(problem);
        return found.find()
                ? found.replaceFirst(", but found "
                        + Matcher.quoteReplacement(
                                TOKENS.getOrDefault(found.group(1), "\"%s\"".formatted(found.group(1)))))
                : problem;
    }
}
