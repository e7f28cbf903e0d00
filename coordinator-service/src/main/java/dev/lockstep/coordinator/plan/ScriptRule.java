package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** SQL is judged here by the same reader as in the worker, so that no plan is taken that its worker would refuse. */
final class ScriptRule {
    private ScriptRule() {}

    static List<Finding> scriptsLeaveTheTransactionAlone(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            if (at.step().operation() instanceof PostgresSql sql) {
                found(SqlScript.read(sql.up()), at.pointer("operation/up")).forEach(findings::add);
                if (sql.down() != null) {
                    found(SqlScript.read(sql.down()), at.pointer("operation/down"))
                            .forEach(findings::add);
                }
            }
        }
        return findings;
    }

    static List<Finding> checksAreOneQuery(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            List<Verification> checks = at.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                String sql = checks.get(index).sql();
                if (sql != null) {
                    found(SqlScript.query(sql), at.pointer("verify/%d/sql".formatted(index)))
                            .forEach(findings::add);
                }
            }
        }
        return findings;
    }

    private static Stream<Finding> found(SqlScript script, String pointer) {
        return script.violations().stream().map(objection -> finding(objection, pointer));
    }

    private static Finding finding(SqlViolation objection, String pointer) {
        Finding.Offset offset = new Finding.Offset(objection.line() - 1, objection.column() - 1);
        return new Finding(pointer, offset, objection.message(), objection.hint());
    }
}
