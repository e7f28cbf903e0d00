package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the checks of an applied step, all of them, so that one report says everything that does not hold. */
final class StepChecks {
    private final ConnectedTarget target;
    private final Duration limit;

    StepChecks(ConnectedTarget target, Duration limit) {
        this.target = target;
        this.limit = limit;
    }

    Verdict verify(Dispatch dispatch, StepResult applied) {
        List<CheckResult> results = new ArrayList<>();
        List<CheckResult> unmet = new ArrayList<>();
        for (Verification check : dispatch.checks()) {
            dispatch.giveWayIfSuperseded();
            String found;
            try {
                found = target.checks().run(check, limit);
            } catch (RuntimeException thrown) {
                return new NotMet(couldNotRun(target.classify(thrown)));
            }
            CheckResult result = new CheckResult(
                    Shortened.found(Expectation.check(check)), Expectation.expected(check), Shortened.found(found));
            results.add(result);
            if (!Expectation.holds(check, found)) {
                unmet.add(result);
            }
        }
        return unmet.isEmpty() ? new Met(applied.withChecks(results)) : new NotMet(notMet(unmet));
    }

    /** A check that could not run says nothing of the step, so even an error that will stay is worth another try. */
    private static StepFailure couldNotRun(StepFailure failure) {
        return switch (failure) {
            case StepFailure.Permanent(String code, String message, var _effect) ->
                new StepFailure.Transient(code, message);
            case StepFailure.Transient _transient -> failure;
            case StepFailure.Unreachable _unreachable -> failure;
        };
    }

    private static StepFailure notMet(List<CheckResult> unmet) {
        return new StepFailure.Permanent(
                "check-not-met",
                unmet.stream()
                        .map(check ->
                                "%s: expected %s, found %s".formatted(check.check(), check.expected(), check.found()))
                        .collect(Collectors.joining("; ")),
                StepFailure.Effect.WHOLE);
    }

    /** What the checks of a step came to. */
    sealed interface Verdict {}

    record Met(StepResult result) implements Verdict {}

    record NotMet(StepFailure failure) implements Verdict {}
}
