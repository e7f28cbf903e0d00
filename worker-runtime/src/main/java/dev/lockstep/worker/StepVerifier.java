package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs all checks of an applied step, so that one report names every check that is not met. */
final class StepVerifier {
    private final ConnectedTarget target;
    private final Duration limit;

    StepVerifier(ConnectedTarget target, Duration limit) {
        this.target = target;
        this.limit = limit;
    }

    CheckOutcome verify(Dispatch dispatch, StepResult applied) {
        List<EvaluatedCheck> checks = new ArrayList<>();
        for (Verification check : dispatch.checks()) {
            dispatch.throwIfSuperseded();
            String found;
            try {
                found = target.checks().run(check, limit);
            } catch (RuntimeException thrown) {
                return new CheckOutcome.Failed(asTransient(target.classify(thrown)));
            }
            checks.add(EvaluatedCheck.of(check, found, target.masking()));
        }
        return EvaluatedCheck.failureOf(checks, StepFailure.Effect.WHOLE)
                .<CheckOutcome>map(CheckOutcome.Failed::new)
                .orElseGet(() -> new CheckOutcome.Passed(applied.withChecks(
                        checks.stream().map(EvaluatedCheck::result).toList())));
    }

    /** Runs all checks, and returns their results whether they are met or not. */
    List<CheckResult> runAll(Dispatch dispatch) {
        return dispatch.checks().stream().map(check -> run(dispatch, check)).toList();
    }

    private CheckResult run(Dispatch dispatch, Verification check) {
        dispatch.throwIfSuperseded();
        EvaluatedCheck evaluated = EvaluatedCheck.of(check, target.checks().run(check, limit), target.masking());
        return evaluated.result().withMet(evaluated.isMet());
    }

    /** A check that could not run proves nothing about the step, so its failure is always transient. */
    private static StepFailure asTransient(StepFailure failure) {
        return switch (failure) {
            case StepFailure.Permanent(String code, String message, var _effect) ->
                new StepFailure.Transient(code, message);
            case StepFailure.Transient _transient -> failure;
            case StepFailure.Unreachable _unreachable -> failure;
        };
    }
}
