package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A check that has run.
 *
 * @param result the check with its expected and found values, shortened and masked for reports
 */
public record EvaluatedCheck(CheckResult result, boolean isMet) {
    /**
     * Compares the result of a check with the expected value.
     *
     * @param found the text that {@link CheckRunner} returns
     */
    public static EvaluatedCheck of(Verification check, String found, Masking masking) {
        boolean isMasked = check.sql() != null && masking.masksResultOf(check.sql());
        CheckResult result = new CheckResult(
                Truncation.ofValue(check.describe()),
                check.describeExpected(),
                Truncation.ofValue(isMasked ? Masking.MASK : found));
        return new EvaluatedCheck(result, Expectations.isMet(check, found));
    }

    /**
     * The failure that names every check that is not met; empty if all are met.
     *
     * @param effect the effect of the step whose checks these are
     */
    public static Optional<StepFailure> failureOf(Collection<EvaluatedCheck> checks, Effect effect) {
        List<CheckResult> unmet = checks.stream()
                .filter(check -> !check.isMet())
                .map(EvaluatedCheck::result)
                .toList();
        return unmet.isEmpty()
                ? Optional.empty()
                : Optional.of(new StepFailure.Permanent(
                        "check-not-met",
                        unmet.stream()
                                .map(check -> "%s: expected %s, found %s"
                                        .formatted(check.check(), check.expected(), check.found()))
                                .collect(Collectors.joining("; ")),
                        effect));
    }
}
