package dev.lockstep.cli.script;

import dev.lockstep.cli.script.SqlStep.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of one script, from its file {@code .sql.conf}. */
record FlywaySettings(Map<String, String> values) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}\\n]{1,200})}");
    private static final int MAX_PLACEHOLDERS = 20;

    static FlywaySettings of(ScriptFiles files, Path script) throws ScriptFiles.Unreadable {
        Path file = script.resolveSibling(script.getFileName() + ".conf");
        Map<String, String> values = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            for (String line : files.read(file).lines().toList()) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.strip().startsWith("#")) {
                    values.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            }
        }
        return new FlywaySettings(values);
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        values.forEach((setting, value) -> {
            switch (setting) {
                case "shouldExecute" ->
                    findings.add(Finding.refused(
                            1,
                            "shouldExecute=%s is a condition, which is not evaluated".formatted(value),
                            "remove it and import again, or leave the script out"));
                case "executeInTransaction" ->
                    findings.add(Finding.remark(
                            1,
                            "executeInTransaction=%s is left out: a statement that cannot run in a transaction is a step of its own"
                                    .formatted(value)));
                case "placeholderReplacement" -> {}
                default ->
                    findings.add(Finding.toFinish(
                            1,
                            "the setting %s=%s is not known".formatted(setting, value),
                            "check what it does to the script"));
            }
        });
        return findings;
    }

    List<Finding> placeholders(Part part, String prefix) {
        List<Finding> findings = new ArrayList<>();
        if ("false".equals(values.get("placeholderReplacement"))) {
            return findings;
        }
        Matcher matcher = PLACEHOLDER.matcher(part.text());
        while (matcher.find() && findings.size() < MAX_PLACEHOLDERS) {
            int line = part.line()
                    + (int) part.text()
                            .substring(0, matcher.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            findings.add(Finding.toFinish(
                    line, prefix + "the placeholder %s is not replaced".formatted(matcher.group()), "write its value"));
        }
        return findings;
    }
}
