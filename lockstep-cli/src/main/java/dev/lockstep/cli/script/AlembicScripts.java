package dev.lockstep.cli.script;

import dev.lockstep.cli.script.SqlStep.Part;
import dev.lockstep.sql.SqlStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SQL that Alembic prints: {@code alembic upgrade base:head --sql}, and {@code downgrade head:base --sql}. */
final class AlembicScripts implements ScriptReader {
    private static final Pattern REVISION =
            Pattern.compile("^-- Running (upgrade|downgrade|stamp)\\s+(.*?)\\s*->\\s*(.*?)\\s*$");
    private static final Pattern VERSION_TABLE = Pattern.compile(
            "(?i)(?:INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|CREATE\\s+TABLE|DROP\\s+TABLE)\\s+(?:\"?\\w+\"?\\.)?\"?alembic_version\"?\\b.*",
            Pattern.DOTALL);
    private static final String HOW =
            "run alembic upgrade base:head --sql > upgrade.sql, and alembic downgrade head:base --sql > downgrade.sql";

    /** What Alembic prints for one revision. */
    private record Revision(String file, String from, String to, Part script) {
        String label() {
            return "%s (%s -> %s)".formatted(file, from.isEmpty() ? "base" : from, to.isEmpty() ? "base" : to);
        }
    }

    @Override
    public List<ScriptReport> read(ScriptFiles files) {
        List<Revision> upgrades = new ArrayList<>();
        Map<String, Revision> downgrades = new LinkedHashMap<>();
        List<ScriptReport> others = new ArrayList<>();
        for (Path path : files.all()) {
            if (ScriptFiles.extension(path).equals("sql")) {
                readFile(files, path, upgrades, downgrades, others);
            } else if (ScriptFiles.extension(path).equals("py")) {
                others.add(
                        ScriptReport.refused(files.name(path), 1, "it is code in Python, which is not executed", HOW));
            }
        }
        List<ScriptReport> reports = new ArrayList<>();
        for (Revision upgrade : upgrades) {
            reports.add(step(upgrade, downgrades.remove(upgrade.to()), reports.size() + 1));
        }
        downgrades
                .values()
                .forEach(left -> reports.add(ScriptReport.refused(
                        left.label(),
                        left.script().line(),
                        "there is no upgrade to the revision that it undoes",
                        HOW)));
        reports.addAll(others);
        return reports;
    }

    private static void readFile(
            ScriptFiles files,
            Path path,
            List<Revision> upgrades,
            Map<String, Revision> downgrades,
            List<ScriptReport> others) {
        String name = files.name(path);
        try {
            List<String> lines = files.read(path).lines().toList();
            boolean hasRevision = false;
            for (int index = 0; index < lines.size(); index++) {
                Matcher revision = REVISION.matcher(lines.get(index));
                if (revision.matches()) {
                    hasRevision = true;
                    Part part = part(lines, index);
                    Revision read = new Revision(name, revision.group(2), revision.group(3), part);
                    switch (revision.group(1)) {
                        case "upgrade" -> upgrades.add(read);
                        case "downgrade" -> downgrades.put(read.from(), read);
                        default ->
                            others.add(ScriptReport.refused(
                                    read.label(),
                                    index + 1,
                                    "a stamp changes the table of Alembic only",
                                    "leave it out"));
                    }
                }
            }
            if (!hasRevision) {
                others.add(ScriptReport.refused(name, 1, "no line \"-- Running upgrade … -> …\" is in the file", HOW));
            }
        } catch (ScriptFiles.Unreadable e) {
            others.add(e.report(name));
        }
    }

    private static Part part(List<String> lines, int start) {
        int end = start + 1;
        while (end < lines.size() && !REVISION.matcher(lines.get(end)).matches()) {
            end++;
        }
        Part whole = new Part(String.join("\n", lines.subList(start + 1, end)) + "\n", start + 2);
        return SqlCut.without(whole, AlembicScripts::isOfAlembic);
    }

    private static boolean isOfAlembic(SqlStatement statement) {
        return statement.text().matches("(?i)BEGIN|COMMIT")
                || VERSION_TABLE.matcher(statement.text()).matches();
    }

    private static ScriptReport step(Revision upgrade, @Nullable Revision downgrade, int version) {
        if (SqlCut.isEmpty(upgrade.script())) {
            return new ScriptReport(
                    upgrade.label(),
                    List.of(Finding.remark(upgrade.script().line(), "the revision has no statements, and is left out")),
                    List.of());
        }
        Part down = downgrade == null || SqlCut.isEmpty(downgrade.script()) ? null : downgrade.script();
        return new SqlStep(
                        upgrade.label(),
                        "alembic-" + upgrade.to(),
                        String.valueOf(version),
                        upgrade.script(),
                        down,
                        List.of())
                .report();
    }
}
