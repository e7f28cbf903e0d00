package dev.lockstep.cli.script;

import dev.lockstep.cli.script.SqlStep.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One changeset, while its lines are read. */
final class LiquibaseChangeset {
    private static final Pattern CHANGESET =
            Pattern.compile("(?i)\\s*--\\s*changeset\\s+(\"[^\"]*\"|[^:]+):(\"[^\"]*\"|\\S+)(.*)");
    private static final Pattern KEYWORD = Pattern.compile(
            "(?i)\\s*--\\s*(rollback|preconditions?[\\w-]*|validchecksum:?|comments?:?|ignorelines:?|property)\\b:?\\s*(.*)");
    private static final Pattern ROLLBACK_BLOCK = Pattern.compile("(?i)\\s*/\\*\\s*(?:liquibase\\s+)?rollback\\s*");
    private static final Pattern PARAMETER = Pattern.compile("\\$\\{[\\w.:-]{1,200}}");

    private final String label;
    private final LiquibaseAttributes attributes;
    private final int line;
    private final StringBuilder up = new StringBuilder();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable StringBuilder rollback;
    private int rollbackLine;
    private boolean isRollbackBlock;

    private LiquibaseChangeset(String label, String attributes, int line) {
        this.label = label;
        this.attributes = LiquibaseAttributes.of(attributes, line);
        this.line = line;
        findings.addAll(this.attributes.findings());
    }

    static List<LiquibaseChangeset> in(List<String> lines) {
        List<LiquibaseChangeset> all = new ArrayList<>();
        List<Finding> before = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            Matcher matcher = CHANGESET.matcher(lines.get(index));
            if (matcher.matches()) {
                String label = unquoted(matcher.group(1).strip()) + ":" + unquoted(matcher.group(2));
                all.add(new LiquibaseChangeset(label, matcher.group(3), index + 1));
            } else if (!all.isEmpty()) {
                all.getLast().add(lines.get(index), index + 1);
            } else if (KEYWORD.matcher(lines.get(index)).matches()) {
                before.add(Finding.toFinish(
                        index + 1,
                        "\"%s\" applies to the whole file"
                                .formatted(lines.get(index).strip()),
                        "write its value where it is used"));
            }
        }
        if (!all.isEmpty()) {
            all.getFirst().findings.addAll(before);
        }
        return all;
    }

    private static String unquoted(String text) {
        return text.replaceAll("^\"|\"$", "");
    }

    private void add(String text, int at) {
        Matcher keyword = KEYWORD.matcher(text);
        if (isRollbackBlock) {
            isRollbackBlock = !text.strip().endsWith("*/");
            addRollback(isRollbackBlock ? text : text.replaceFirst("\\*/\\s*$", ""), at);
            up.append('\n');
        } else if (ROLLBACK_BLOCK.matcher(text).matches()) {
            isRollbackBlock = true;
            up.append('\n');
        } else if (keyword.matches()) {
            keyword(keyword.group(1).toLowerCase(Locale.ROOT), keyword.group(2), at);
            up.append('\n');
        } else {
            findParameters(text, at);
            up.append(text).append('\n');
        }
    }

    private void findParameters(String text, int at) {
        Matcher parameter = PARAMETER.matcher(text);
        while (parameter.find()) {
            findings.add(Finding.toFinish(
                    at, "the parameter %s is not replaced".formatted(parameter.group()), "write its value"));
        }
    }

    private void keyword(String keyword, String rest, int at) {
        if (keyword.equals("rollback")) {
            addRollback(rest, at);
        } else if (keyword.startsWith("precondition")) {
            findings.add(Finding.refused(
                    at,
                    "a precondition decides whether the change runs; it is not evaluated",
                    "remove it and import again; if it protects the change, write it as a check of the step before"));
        } else if (keyword.startsWith("ignorelines") || keyword.startsWith("property")) {
            findings.add(Finding.refused(
                    at,
                    "%s changes what is read of the file".formatted(keyword),
                    "remove it, and the lines that it leaves out"));
        }
    }

    private void addRollback(String text, int at) {
        if (text.matches("(?i)\\s*(empty|not required)\\s*;?\\s*")) {
            findings.add(Finding.remark(at, "the change has no rollback by its author's decision"));
        } else if (text.matches("(?i).*changeset(Id|Author|Path):.*")) {
            findings.add(Finding.toFinish(
                    at, "the rollback is another changeset", "write the statements of that changeset as down"));
        } else {
            findParameters(text, at);
            if (rollback == null) {
                rollback = new StringBuilder();
                rollbackLine = at;
            }
            rollback.append(text).append('\n');
        }
    }

    ScriptReport report(String file, int version) {
        Part script = delimited(new Part(up.toString(), line + 1), attributes.delimiter());
        Part down = rollback == null
                ? null
                : delimited(new Part(rollback.toString(), rollbackLine), attributes.rollbackDelimiter());
        return new SqlStep(
                        "%s (%s)".formatted(file, label),
                        label,
                        String.valueOf(version),
                        script,
                        down,
                        List.copyOf(findings))
                .report();
    }

    /** Replaces a delimiter that is not a semicolon at the end of lines. */
    private Part delimited(Part part, String delimiter) {
        if (delimiter.equals(";")) {
            return part;
        }
        String plain = delimiter
                .replace("\\n", "")
                .replace("\\s*", "")
                .replace("\\", "")
                .replace("$", "")
                .strip();
        StringBuilder text = new StringBuilder();
        for (String row : part.text().split("\n", -1)) {
            boolean ends = !plain.isEmpty() && row.stripTrailing().endsWith(plain);
            String kept =
                    ends ? row.stripTrailing().substring(0, row.stripTrailing().length() - plain.length()) : row;
            text.append(ends && !endsStatement(text, kept) ? kept + ";" : kept).append('\n');
        }
        findings.add(Finding.remark(line, "the delimiter \"%s\" is replaced by a semicolon".formatted(delimiter)));
        return new Part(text.toString(), part.line());
    }

    private static boolean endsStatement(StringBuilder before, String row) {
        return (before + row).stripTrailing().endsWith(";");
    }
}
