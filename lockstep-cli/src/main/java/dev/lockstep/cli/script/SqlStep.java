package dev.lockstep.cli.script;

import dev.lockstep.cli.script.ImportedStep.OperationField;
import dev.lockstep.sql.SqlScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a step {@code postgres.sql} of two scripts, with the findings of the coordinator's own rules.
 *
 * @param name the name of the script in the report
 * @param version the version of the step
 * @param up the script that applies the step
 * @param down the script that undoes it; absent if there is none
 * @param findings what the reader of the tool has found
 */
record SqlStep(String name, String origin, String version, Part up, @Nullable Part down, List<Finding> findings) {

    /**
     * A script, or a part of a file.
     *
     * @param line the line of the file where it starts, counted from 1
     */
    record Part(String text, int line) {}

    ScriptReport report() {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(violations(up, ""));
        if (down == null) {
            all.add(Finding.toFinish(
                    up.line(),
                    "there is no script that undoes it",
                    "write down, or irreversible: true on the step if it is the last of its plan"));
        } else {
            all.addAll(violations(down, "down: "));
        }
        List<String> toFinish = all.stream()
                .filter(finding -> finding.weight() == Finding.Weight.TO_FINISH)
                .map(Finding::text)
                .toList();
        boolean isRefused = all.stream().anyMatch(finding -> finding.weight() == Finding.Weight.REFUSED);
        return new ScriptReport(
                name,
                isRefused
                        ? all.stream()
                                .filter(finding -> finding.weight() == Finding.Weight.REFUSED)
                                .toList()
                        : all,
                isRefused ? List.of() : List.of(new ImportedStep(Slug.of(origin), origin, operation(), toFinish)));
    }

    private static List<Finding> violations(Part part, String prefix) {
        return SqlScript.parse(part.text()).violations().stream()
                .map(violation -> Finding.toFinish(
                        part.line() + violation.line() - 1, prefix + violation.message(), violation.hint()))
                .toList();
    }

    private SequencedMap<String, OperationField> operation() {
        SequencedMap<String, OperationField> operation = new LinkedHashMap<>();
        operation.put("type", new OperationField.Text("postgres.sql"));
        operation.put("version", new OperationField.Text(version));
        operation.put("up", new OperationField.Script(up.text()));
        if (down != null) {
            operation.put("down", new OperationField.Script(down.text()));
        }
        return operation;
    }
}
