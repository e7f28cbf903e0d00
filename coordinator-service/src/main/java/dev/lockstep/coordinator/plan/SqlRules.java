package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.sql.SqlScript;
import java.util.ArrayList;
import java.util.List;

/** Checks SQL with the reader that the worker uses, so that no plan is accepted that its worker would refuse. */
final class SqlRules {
    private SqlRules() {}

    static List<PlanViolation> scriptsAreAllowed(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                violations.addAll(violations(SqlScript.read(sql.up()), step.pointer("operation/up")));
                if (sql.down() != null) {
                    violations.addAll(violations(SqlScript.read(sql.down()), step.pointer("operation/down")));
                }
            }
        }
        return violations;
    }

    static List<PlanViolation> checksAreSingleQueries(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            List<Verification> checks = step.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                String sql = checks.get(index).sql();
                if (sql != null) {
                    violations.addAll(violations(SqlScript.query(sql), step.pointer("verify/%d/sql".formatted(index))));
                }
            }
        }
        return violations;
    }

    private static List<PlanViolation> violations(SqlScript script, String pointer) {
        return script.violations().stream()
                .map(violation -> new PlanViolation(
                        pointer,
                        new PlanViolation.TextOffset(violation.line() - 1, violation.column() - 1),
                        violation.message(),
                        violation.hint()))
                .toList();
    }
}
