package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for versions, compared as in a schema history: {@code 1}, {@code 1.0} and {@code 01_0} are equal. */
final class VersionRules {
    // The width of the version column of a schema history.
    private static final int MAX_LENGTH = 50;

    private VersionRules() {}

    private record TargetVersion(TargetName target, List<BigInteger> numbers) {}

    static List<PlanViolation> versionsAreUnique(ParsedPlan plan) {
        Map<TargetVersion, StepId> first = new HashMap<>();
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                StepId earlier = first.putIfAbsent(
                        new TargetVersion(step.step().target(), numbers(sql.version())),
                        step.step().id());
                if (earlier != null) {
                    violations.add(new PlanViolation(
                            step.pointer("operation/version"),
                            "version %s is already used by step %s on the same target"
                                    .formatted(sql.version(), earlier),
                            "give this script another version"));
                }
            }
        }
        return violations;
    }

    static List<PlanViolation> versionsFitSchemaHistory(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                String pointer = step.pointer("operation/version");
                int length = sql.version().length();
                if (numbers(sql.version()).isEmpty()) {
                    violations.add(new PlanViolation(
                            pointer,
                            "version %s equals 0, which is the version of the baseline".formatted(sql.version()),
                            "write a version above 0"));
                }
                if (length > MAX_LENGTH) {
                    violations.add(new PlanViolation(
                            pointer,
                            "the version has %d characters; the limit is %d".formatted(length, MAX_LENGTH),
                            "shorten it to %d characters (it has %d)".formatted(MAX_LENGTH, length)));
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
