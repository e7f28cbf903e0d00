package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.postgres.script.CheckedScript;
import dev.lockstep.postgres.script.JdbcScriptPreflight;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.DryRunner.DryRunStep;
import dev.lockstep.worker.OperationFailed;
import org.jspecify.annotations.Nullable;

/** Tries one step by its type. */
final class JdbcStepDryRuns {
    private JdbcStepDryRuns() {}

    /**
     * Checks the step without locks, before any step is tried.
     *
     * @throws OperationFailed if an apply would be refused
     */
    static void preflight(DryRunStep step, JdbcConnections connections) {
        if (step.operation() instanceof PostgresSql sql) {
            CheckedScript.parse("up", sql.up());
            down(sql);
            new JdbcScriptPreflight(connections).check(sql);
        } else {
            JdbcServerPreflight.check(connections.singleStatements());
        }
    }

    /** Tries the step; leaves its effect in the transaction, unless it is the last one. */
    static DryRunResult run(DryRunStep step, boolean isLast, JdbcDryRunTransaction transaction) {
        if (step.operation() instanceof PostgresSql sql) {
            return runScript(step, sql, isLast, transaction);
        }
        if (step.operation() instanceof PostgresCreateIndex index) {
            return new JdbcStandaloneDryRun(step.step(), transaction).createIndex(index);
        }
        throw new IllegalArgumentException("step %s has the operation %s; expected one of PostgreSQL"
                .formatted(step.step().id(), step.operation().type()));
    }

    private static DryRunResult runScript(
            DryRunStep step, PostgresSql sql, boolean isLast, JdbcDryRunTransaction transaction) {
        SqlScript up = CheckedScript.parse("up", sql.up());
        SqlScript down = down(sql);
        transaction.versions().add(step.step().id(), sql, up);
        return up.isStandalone()
                ? new JdbcStandaloneDryRun(step.step(), transaction)
                        .script(sql, up.statements().getFirst())
                : new JdbcScriptDryRun(step.step(), sql, up, down, transaction).run(isLast);
    }

    private static @Nullable SqlScript down(PostgresSql sql) {
        String down = sql.down();
        return down == null || down.isBlank() ? null : CheckedScript.parse("down", down);
    }
}
