package dev.lockstep.cli.script;

import dev.lockstep.cli.script.FlywayName.Prefix;
import dev.lockstep.cli.script.SqlStep.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scripts of Flyway: {@code V} with {@code U} as its undo, in the order of their versions. */
final class FlywayScripts implements ScriptReader {
    private static final Set<String> CODE = Set.of("java", "class", "kt", "groovy", "scala");

    private record Script(Path path, FlywayName name) {}

    @Override
    public List<ScriptReport> read(ScriptFiles files) {
        SortedMap<FlywayVersion, Script> undo = new TreeMap<>();
        List<Script> versioned = new ArrayList<>();
        List<ScriptReport> others = new ArrayList<>();
        for (Path path : files.all()) {
            Optional<FlywayName> name = FlywayName.of(path.getFileName().toString());
            if (name.isEmpty()) {
                otherFile(files, path).ifPresent(others::add);
            } else if (name.get().prefix() == Prefix.V) {
                versioned.add(new Script(path, name.get()));
            } else if (name.get().prefix() == Prefix.U) {
                undo.putIfAbsent(name.get().version().orElseThrow(), new Script(path, name.get()));
            } else {
                others.add(unversioned(files.name(path), name.get()));
            }
        }
        versioned.sort(Comparator.comparing(script -> script.name().version().orElseThrow()));
        List<ScriptReport> reports = new ArrayList<>(steps(files, versioned, undo));
        undo.values()
                .forEach(script -> reports.add(ScriptReport.refused(
                        files.name(script.path()),
                        1,
                        "it undoes a version that no other script has",
                        "add the script V%s__…"
                                .formatted(script.name().version().orElseThrow().text()))));
        reports.addAll(others);
        return reports;
    }

    /** Removes the undo scripts that it uses. */
    private static List<ScriptReport> steps(
            ScriptFiles files, List<Script> versioned, SortedMap<FlywayVersion, Script> undo) {
        List<ScriptReport> reports = new ArrayList<>();
        Map<List<?>, Script> first = new HashMap<>();
        for (Script script : versioned) {
            FlywayVersion version = script.name().version().orElseThrow();
            Script earlier = first.putIfAbsent(version.numbers(), script);
            reports.add(
                    earlier == null
                            ? step(files, script, Optional.ofNullable(undo.remove(version)))
                            : ScriptReport.refused(
                                    files.name(script.path()),
                                    1,
                                    "its version equals that of " + files.name(earlier.path()),
                                    "give one of them another version"));
        }
        return reports;
    }

    private static ScriptReport step(ScriptFiles files, Script script, Optional<Script> undo) {
        String name = files.name(script.path());
        try {
            FlywayVersion version = script.name().version().orElseThrow();
            List<Finding> findings = new ArrayList<>(version.refusal().stream().toList());
            Part up = new Part(files.read(script.path()), 1);
            FlywaySettings settings = FlywaySettings.of(files, script.path());
            findings.addAll(settings.findings());
            findings.addAll(settings.placeholders(up, ""));
            Part down = null;
            if (undo.isPresent()) {
                down = new Part(files.read(undo.get().path()), 1);
                findings.addAll(FlywaySettings.of(files, undo.get().path()).placeholders(down, "down: "));
            }
            return new SqlStep(name, script.name().origin(), version.text(), up, down, findings).report();
        } catch (ScriptFiles.Unreadable e) {
            return e.report(name);
        }
    }

    private static ScriptReport unversioned(String file, FlywayName name) {
        return name.prefix() == Prefix.R
                ? ScriptReport.refused(
                        file,
                        1,
                        "a repeatable script runs whenever it has changed, which a plan cannot express",
                        "write a step postgres.sql with a new version for each change of it, with its down")
                : ScriptReport.refused(
                        file,
                        1,
                        "a baseline script stands for all versions up to %s in an empty database"
                                .formatted(
                                        name.version().map(FlywayVersion::text).orElse("")),
                        "import the versions themselves, or run it by hand in an empty database");
    }

    private static Optional<ScriptReport> otherFile(ScriptFiles files, Path path) {
        String file = path.getFileName().toString();
        String name = files.name(path);
        if (CODE.contains(ScriptFiles.extension(path))) {
            return Optional.of(ScriptReport.refused(
                    name, 1, "it is code, which is not executed", "write what it does as SQL in a step of your own"));
        }
        if (file.endsWith(".sql.conf")) {
            return Files.exists(path.resolveSibling(file.substring(0, file.length() - ".conf".length())))
                    ? Optional.empty()
                    : Optional.of(
                            ScriptReport.refused(name, 1, "it configures a script that is not there", "remove it"));
        }
        if (FlywayName.isCallback(file)) {
            return Optional.of(ScriptReport.refused(
                    name,
                    1,
                    "a callback runs around other scripts, which a plan cannot express",
                    "write its statements into the steps that need them"));
        }
        return Optional.of(
                FlywayName.isNearMiss(file)
                        ? ScriptReport.refused(
                                name,
                                1,
                                "Flyway does not run a file of this name; V<version>__<description>.sql is expected",
                                "correct its name, with two underscores after the version")
                        : new ScriptReport(
                                name,
                                List.of(Finding.remark(1, "it is no script of Flyway, and is left out")),
                                List.of()));
    }
}
