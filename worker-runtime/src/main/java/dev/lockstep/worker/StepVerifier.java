package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs all checks of an applied step, so that one report names every check that is not met. */
final class StepVerifier {
    private final ConnectedTarget target;
    private final Duration limit;

    StepVerifier(ConnectedTarget target, Duration limit) {
        this.target = target;
        this.limit = limit;
    }

    CheckOutcome verify(Dispatch dispatch, StepResult applied) {
        List<CheckResult> results = new ArrayList<>();
        List<CheckResult> unmet = new ArrayList<>();
        for (Verification check : dispatch.checks()) {
            dispatch.throwIfSuperseded();
            String found;
            try {
                found = target.checks().run(check, limit);
            } catch (RuntimeException thrown) {
                return new CheckOutcome.Failed(asTransient(target.classify(thrown)));
            }
            CheckResult result = new CheckResult(
                    Truncation.ofValue(Expectations.describeCheck(check)),
                    Expectations.describeExpected(check),
                    Truncation.ofValue(isMasked(check) ? Masking.MASK : found));
            results.add(result);
            if (!Expectations.isMet(check, found)) {
                unmet.add(result);
            }
        }
        return unmet.isEmpty()
                ? new CheckOutcome.Passed(applied.withChecks(results))
                : new CheckOutcome.Failed(checksNotMet(unmet));
    }

    private boolean isMasked(Verification check) {
        return check.sql() != null && target.masking().masksResultOf(check.sql());
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

    private static StepFailure checksNotMet(List<CheckResult> unmet) {
        return new StepFailure.Permanent(
                "check-not-met",
                unmet.stream()
                        .map(check ->
                                "%s: expected %s, found %s".formatted(check.check(), check.expected(), check.found()))
                        .collect(Collectors.joining("; ")),
                StepFailure.Effect.WHOLE);
    }
}
