package dev.lockstep.cli.script;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Formatted SQL of Liquibase: the changesets of all files, in the order of the files' names, as of {@code includeAll}. */
final class LiquibaseScripts implements ScriptReader {
    private static final Set<String> MODELS = Set.of("xml", "yaml", "yml", "json");
    private static final Set<String> CODE = Set.of("java", "class", "groovy", "kt");

    @Override
    public List<ScriptReport> read(ScriptFiles files) {
        List<ScriptReport> reports = new ArrayList<>();
        List<ScriptReport> others = new ArrayList<>();
        for (Path path : files.all()) {
            String extension = ScriptFiles.extension(path);
            if (extension.equals("sql")) {
                reports.addAll(file(files, path, reports.size()));
            } else if (MODELS.contains(extension)) {
                others.add(
                        ScriptReport.refused(
                                files.name(path),
                                1,
                                "it is a changelog in %s, whose SQL only Liquibase can write"
                                        .formatted(extension.toUpperCase(Locale.ROOT)),
                                "run liquibase update-sql, and write formatted SQL of it; the order of files is that of their names"));
            } else if (CODE.contains(extension)) {
                others.add(ScriptReport.refused(
                        files.name(path), 1, "it is code, which is not executed", "write what it does as SQL"));
            }
        }
        reports.addAll(others);
        return reports;
    }

    private static List<ScriptReport> file(ScriptFiles files, Path path, int before) {
        String name = files.name(path);
        try {
            List<String> lines = files.read(path).lines().toList();
            if (lines.stream().filter(line -> !line.isBlank()).findFirst().stream()
                    .noneMatch(line -> line.matches("(?i)\\s*--\\s*liquibase\\s+formatted\\s+sql.*"))) {
                return List.of(ScriptReport.refused(
                        name,
                        1,
                        "the first line is not \"--liquibase formatted sql\"",
                        "add this line and a line \"--changeset author:id\" before each change"));
            }
            List<ScriptReport> reports = new ArrayList<>();
            for (LiquibaseChangeset changeset : LiquibaseChangeset.in(lines)) {
                reports.add(changeset.report(name, before + reports.size() + 1));
            }
            return reports.isEmpty()
                    ? List.of(ScriptReport.refused(
                            name, 1, "it has no changeset", "add a line \"--changeset author:id\""))
                    : reports;
        } catch (ScriptFiles.Unreadable e) {
            return List.of(e.report(name));
        }
    }
}
