package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanContract;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What a migration with contract steps still waits for. The delay and the limit begin with its submission. */
public record ContractGate(PlanContract contract, Instant since, ContractProgress progress) {
    public static ContractGate of(SagaState.AwaitingContract state) {
        SubmittedPlan submitted = state.submitted();
        return new ContractGate(
                Objects.requireNonNull(submitted.plan().spec().contract()), submitted.submittedAt(), state.progress());
    }

    /** When the delay ends; empty if there is none, or if it is over. */
    public Optional<Instant> delayEnd() {
        return Optional.ofNullable(contract.delay())
                .filter(_delay -> !progress.isDelayOver())
                .map(delay -> since.plus(delay.duration()));
    }

    /** When the contract is cancelled. */
    public Instant limitEnd() {
        return since.plus(contract.limit().duration());
    }

    boolean isLate(Instant at) {
        return !at.isBefore(limitEnd());
    }

    /** Whether an operator must still confirm. */
    public boolean needsConfirmation() {
        return contract.confirmation() && progress.confirmation() == null;
    }

    /** Whether the checks are all that is missing, or nothing is. */
    boolean awaitsChecksOnly() {
        return delayEnd().isEmpty() && !needsConfirmation();
    }

    /** Whether a check must still be met. */
    public boolean needsChecks() {
        return !contract.checks().isEmpty() && !progress.isChecked();
    }

    /** Whether nothing is missing. */
    boolean isPassed() {
        return awaitsChecksOnly() && !needsChecks();
    }

    /** When the next time limit passes. */
    Instant nextCheck() {
        return delayEnd().orElseGet(this::limitEnd);
    }
}
