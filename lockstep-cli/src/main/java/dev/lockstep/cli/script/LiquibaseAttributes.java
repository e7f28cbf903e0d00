package dev.lockstep.cli.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attributes of a changeset, by their names in lower case. */
record LiquibaseAttributes(Map<String, String> values, int line) {
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+):(\"[^\"]*\"|'[^']*'|\\S*)");
    private static final String DEFAULT_DELIMITER = ";";

    static LiquibaseAttributes of(String text, int line) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(text);
        while (matcher.find()) {
            values.put(
                    matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).replaceAll("^[\"']|[\"']$", ""));
        }
        return new LiquibaseAttributes(values, line);
    }

    String delimiter() {
        return Objects.requireNonNullElse(values.get("enddelimiter"), DEFAULT_DELIMITER);
    }

    String rollbackDelimiter() {
        return Objects.requireNonNullElse(values.get("rollbackenddelimiter"), delimiter());
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        values.forEach((name, value) -> finding(name, value, findings));
        return findings;
    }

    private void finding(String name, String value, List<Finding> findings) {
        boolean isTrue = value.equalsIgnoreCase("true");
        switch (name) {
            case "enddelimiter",
                    "rollbackenddelimiter",
                    "splitstatements",
                    "rollbacksplitstatements",
                    "stripcomments" -> {}
            case "runintransaction" ->
                findings.add(Finding.remark(
                        line,
                        "runInTransaction:%s is left out: a statement that cannot run in a transaction is a step of its own"
                                .formatted(value)));
            case "logicalfilepath", "created" ->
                findings.add(Finding.remark(line, "%s:%s is left out".formatted(name, value)));
            case "context", "contextfilter", "labels" ->
                findings.add(Finding.toFinish(
                        line,
                        "%s:%s is a condition; the step has none".formatted(name, value),
                        "keep the step only in plans for databases that need it"));
            case "dbms" -> dbms(value, findings);
            case "runonchange", "runalways" -> {
                if (isTrue) {
                    findings.add(Finding.refused(
                            line,
                            "%s:true repeats the change, which a plan cannot express".formatted(name),
                            "write a step postgres.sql with a new version for each change of it"));
                }
            }
            case "failonerror" -> {
                if (!isTrue) {
                    findings.add(Finding.toFinish(
                            line,
                            "failOnError:%s ignores failures; a step that fails is rolled back".formatted(value),
                            "write statements that cannot fail, such as with IF EXISTS"));
                }
            }
            case "ignore" -> {
                if (isTrue) {
                    findings.add(
                            Finding.refused(line, "ignore:true leaves the changeset out", "remove it to import it"));
                }
            }
            default ->
                findings.add(Finding.toFinish(
                        line, "the attribute %s:%s is not known".formatted(name, value), "check what it does"));
        }
    }

    private void dbms(String value, List<Finding> findings) {
        List<String> names =
                Arrays.stream(value.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).toList();
        boolean isExcluded = names.contains("!postgresql") || names.contains("none");
        boolean isIncluded = names.contains("postgresql")
                || names.contains("all")
                || names.stream().allMatch(name -> name.startsWith("!"));
        if (isExcluded || !isIncluded) {
            findings.add(Finding.refused(
                    line, "dbms:%s excludes PostgreSQL".formatted(value), "import the changeset for postgresql"));
        }
    }
}
