package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the versions of scripts. As in a schema history, {@code 1}, {@code 1.0} and {@code 01_0} are equal. */
final class VersionRules {
    // The width of the version column of a schema history.
    private static final int MAX_LENGTH = 50;

    private VersionRules() {}

    private record TargetVersion(TargetName target, List<BigInteger> numbers) {}

    static List<PlanViolation> duplicateVersions(ParsedPlan plan) {
        Map<TargetVersion, IndexedStep> first = new HashMap<>();
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                IndexedStep earlier =
                        first.putIfAbsent(new TargetVersion(step.step().target(), numbers(sql.version())), step);
                if (earlier != null) {
                    violations.add(new PlanViolation(
                            step.pointer("operation/version"),
                            duplicate(sql.version(), earlier.step()),
                            "write a version that no other script of target \"%s\" has"
                                    .formatted(step.step().target())));
                }
            }
        }
        return violations;
    }

    private static String duplicate(String version, Step earlier) {
        String earlierVersion = ((PostgresSql) earlier.operation()).version();
        return version.equals(earlierVersion)
                ? "version \"%s\" is already used by step \"%s\" on the same target".formatted(version, earlier.id())
                : "version \"%s\" equals version \"%s\" of step \"%s\" on the same target"
                        .formatted(version, earlierVersion, earlier.id());
    }

    static List<PlanViolation> invalidVersions(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                String pointer = step.pointer("operation/version");
                int length = sql.version().length();
                if (numbers(sql.version()).isEmpty()) {
                    violations.add(new PlanViolation(
                            pointer,
                            "version \"%s\" equals 0, the version of the baseline".formatted(sql.version()),
                            "write a version above 0, such as \"1\""));
                }
                if (length > MAX_LENGTH) {
                    violations.add(new PlanViolation(
                            pointer,
                            "operation.version has %d characters; the limit is %d".formatted(length, MAX_LENGTH),
                            "write a shorter version, such as \"1.1\""));
                }
            }
        }
        return violations;
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
