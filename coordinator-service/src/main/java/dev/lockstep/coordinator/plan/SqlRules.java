package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.sql.SqlExpression;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlViolation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks SQL with the reader that the worker uses, so that the worker accepts the SQL of every valid plan. */
final class SqlRules {
    private SqlRules() {}

    static List<PlanViolation> scriptViolations(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresSql sql) {
                violations.addAll(violations(SqlScript.parse(sql.up()).violations(), step.pointer("operation/up")));
                if (sql.down() != null) {
                    violations.addAll(
                            violations(SqlScript.parse(sql.down()).violations(), step.pointer("operation/down")));
                }
            }
        }
        return violations;
    }

    static List<PlanViolation> queryViolations(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            List<Verification> checks = step.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                violations.addAll(query(checks.get(index).sql(), step.pointer("verify/%d/sql".formatted(index))));
            }
        }
        return violations;
    }

    /** Checks the query of a check; there is none for a check that counts. */
    static List<PlanViolation> query(@Nullable String sql, String pointer) {
        return sql == null ? List.of() : violations(SqlScript.parseQuery(sql).violations(), pointer);
    }

    static List<PlanViolation> expressionViolations(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (step.step().operation() instanceof PostgresCreateIndex index) {
                for (int key = 0; key < index.columns().size(); key++) {
                    violations.addAll(expression(
                            index.columns().get(key).expression(),
                            step.pointer("operation/columns/%d/expression".formatted(key))));
                }
                violations.addAll(expression(index.where(), step.pointer("operation/where")));
            }
        }
        return violations;
    }

    private static List<PlanViolation> expression(@Nullable String text, String pointer) {
        return text == null ? List.of() : violations(SqlExpression.parse(text).violations(), pointer);
    }

    private static List<PlanViolation> violations(List<SqlViolation> found, String pointer) {
        return found.stream()
                .map(violation -> new PlanViolation(
                        pointer,
                        new PlanViolation.TextOffset(violation.line() - 1, violation.column() - 1),
                        violation.message(),
                        violation.hint()))
                .toList();
    }
}
