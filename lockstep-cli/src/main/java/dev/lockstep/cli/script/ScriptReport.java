package dev.lockstep.cli.script;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of one script, or of one part of a file.
 *
 * @param name the file, with the part of it if it has several
 * @param findings in the order of the script
 */
public record ScriptReport(String name, List<Finding> findings, List<ImportedStep> steps) {
    public ScriptReport {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
    }

    static ScriptReport refused(String name, int line, String message, String hint) {
        return new ScriptReport(name, List.of(Finding.refused(line, message, hint)), List.of());
    }

    /** The same script without steps, because one of them is larger than a plan can be. */
    public ScriptReport tooLarge() {
        return refused(name, 1, "its step is larger than 1 MiB, the limit of a plan", "split the script");
    }

    /** Whether a person must do something for this script. */
    public boolean isOpen() {
        return isRefused() || has(Finding.Weight.TO_FINISH);
    }

    public boolean isRefused() {
        return has(Finding.Weight.REFUSED);
    }

    private boolean has(Finding.Weight weight) {
        return findings.stream().anyMatch(finding -> finding.weight() == weight);
    }

    /** The lines of the report: the outcome, and the findings below it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s".formatted(name, outcome()));
        findings.forEach(finding -> lines.add("  " + label(finding) + finding.text()));
        return lines;
    }

    private String outcome() {
        if (isRefused()) {
            return "refused";
        }
        if (steps.isEmpty()) {
            return "left out";
        }
        if (has(Finding.Weight.TO_FINISH)) {
            return "taken, to be finished";
        }
        return findings.isEmpty() ? "taken" : "taken, with remarks";
    }

    private static String label(Finding finding) {
        return switch (finding.weight()) {
            case REMARK -> "remark, ";
            case TO_FINISH -> "to finish, ";
            case REFUSED -> "";
        };
    }
}
