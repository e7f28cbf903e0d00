package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcTransactionChecks;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.EvaluatedCheck;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.UncategorizedSQLException;

/** Runs the checks of a step after {@code up}, in its transaction. */
final class JdbcStepChecks {
    private JdbcStepChecks() {}

    /**
     * Runs all checks.
     *
     * @return the failure of an apply; empty if all are met
     * @throws OperationFailed if one of them cannot run
     */
    static Optional<StepFailure> run(JdbcDryRunTransaction transaction, Step step) {
        List<EvaluatedCheck> checks = new ArrayList<>();
        for (Verification check : step.verify()) {
            transaction.timeLimit().check();
            checks.add(EvaluatedCheck.of(
                    check,
                    found(transaction.session(), check),
                    transaction.session().connections().settings().masking()));
        }
        return EvaluatedCheck.failureOf(checks, Effect.NONE);
    }

    private static String found(JdbcDispatchSession session, Verification check) {
        try {
            return JdbcTransactionChecks.run(
                    session.connection(),
                    check,
                    session.connections().settings().dryRunLimit());
        } catch (UncategorizedSQLException e) {
            StepFailure failure = PostgresFailures.of(e);
            throw new OperationFailed(
                    PostgresFailures.withMessage(failure, "a check cannot run: " + failure.message()), e);
        }
    }
}
