package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Versions as the schema history of a target compares them: {@code 1}, {@code 1.0} and {@code 01_0} are one. */
final class VersionRule {
    // The width of the history's column.
    private static final int MAX_LENGTH = 50;

    private VersionRule() {}

    private record Used(TargetName target, List<BigInteger> version) {}

    static List<Finding> versionsAreGivenOnce(Draft draft) {
        Map<Used, Integer> first = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            if (at.step().operation() instanceof PostgresSql sql) {
                Integer earlier = first.putIfAbsent(new Used(at.step().target(), numbers(sql.version())), at.index());
                if (earlier != null) {
                    findings.add(new Finding(
                            at.pointer("operation/version"),
                            "version %s is that of step %d on the same target".formatted(sql.version(), earlier),
                            "give each script a version of its own"));
                }
            }
        }
        return findings;
    }

    static List<Finding> versionsFitTheHistory(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            if (at.step().operation() instanceof PostgresSql sql) {
                String pointer = at.pointer("operation/version");
                if (numbers(sql.version()).isEmpty()) {
                    findings.add(new Finding(
                            pointer,
                            "version %s is that of the baseline".formatted(sql.version()),
                            "take one above 0"));
                }
                if (sql.version().length() > MAX_LENGTH) {
                    findings.add(new Finding(
                            pointer,
                            "the version has %d characters, and the history keeps %d"
                                    .formatted(sql.version().length(), MAX_LENGTH),
                            "take a shorter one"));
                }
            }
        }
        return findings;
    }

    private static List<BigInteger> numbers(String version) {
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : version.split("[._]", -1)) {
            numbers.add(new BigInteger(part));
        }
        while (!numbers.isEmpty() && numbers.getLast().signum() == 0) {
            numbers.removeLast();
        }
        return List.copyOf(numbers);
    }
}
