package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Map;
import java.util.Optional;

/** The result of checking a reported identity: each target is one database, the same for the whole migration. */
sealed interface IdentityCheck {
    record Passed(SagaEvent.PreflightPassed event) implements IdentityCheck {}

    record Mismatch(StepSignal.Failed failure) implements IdentityCheck {}

    /**
     * States why a report on an effect is not from the database that the preflight has bound. A worker for another
     * database rejects the command and says so; such a report has no effect to state.
     */
    static Optional<String> violation(SagaState state, SagaCommand command) {
        if (!(command instanceof SagaCommand.HandleReport handle)
                || handle.report() instanceof Report.Rejected
                || !(state instanceof SagaState.Started started)
                || state instanceof SagaState.Preflight
                || state instanceof SagaState.Rejected) {
            return Optional.empty();
        }
        ReportHeader header = handle.report().header();
        return Optional.ofNullable(started.data().identities().get(header.target()))
                .filter(bound -> header.identity() != null && !bound.equals(header.identity()))
                .map(bound -> "the report is from database %s, but the migration is bound to database %s"
                        .formatted(header.identity(), bound));
    }

    static IdentityCheck of(SagaData data, StepSignal.Succeeded preflight) {
        StepSignal.OutstandingDispatch dispatch = preflight.dispatch();
        TargetName target = data.step(dispatch.step()).target();
        TargetIdentity identity = preflight.identity();
        if (identity == null) {
            return mismatch(
                    preflight,
                    "identity-unknown",
                    "the preflight report of target \"%s\" has no identity; upgrade the target's worker"
                            .formatted(target));
        }
        TargetIdentity bound = data.identities().getOrDefault(target, identity);
        if (!bound.equals(identity)) {
            return mismatch(
                    preflight,
                    "identity-changed",
                    "target \"%s\" is database %s, but was %s before; configure all its workers for one database"
                            .formatted(target, identity, bound));
        }
        for (Map.Entry<TargetName, TargetIdentity> other : data.identities().entrySet()) {
            if (other.getValue().equals(identity) && !other.getKey().equals(target)) {
                return mismatch(
                        preflight,
                        "identity-shared",
                        "targets \"%s\" and \"%s\" are the same database %s; use one of the two names"
                                .formatted(other.getKey(), target, identity));
            }
        }
        return new Passed(
                new SagaEvent.PreflightPassed(dispatch.step(), dispatch.number(), identity, preflight.result()));
    }

    private static Mismatch mismatch(StepSignal.Succeeded preflight, String code, String message) {
        return new Mismatch(
                new StepSignal.Failed(preflight.dispatch(), StepFailure.Permanent.withoutEffect(code, message)));
    }
}
