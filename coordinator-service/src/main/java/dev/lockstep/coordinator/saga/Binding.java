package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Map;

/** Binds a target's name to the one database that answers to it, for the whole migration. */
sealed interface Binding {
    record Sound(SagaEvent.PreflightPassed event) implements Binding {}

    record Unsound(StepFailure failure) implements Binding {
        News.Failed asFailureOf(News.Done done) {
            return new News.Failed(done.subject(), failure);
        }
    }

    static Binding of(Run run, News.Done done) {
        News.Subject subject = done.subject();
        TargetName target = run.step(subject.step()).target();
        TargetIdentity identity = done.identity();
        if (identity == null) {
            return unsound(
                    "identity-unknown", "target %s passed without saying which database it is".formatted(target));
        }
        TargetIdentity bound = run.identities().getOrDefault(target, identity);
        if (!bound.equals(identity)) {
            return unsound(
                    "identity-changed", "target %s was database %s and is now %s".formatted(target, bound, identity));
        }
        for (Map.Entry<TargetName, TargetIdentity> other : run.identities().entrySet()) {
            if (other.getValue().equals(identity) && !other.getKey().equals(target)) {
                return unsound(
                        "identity-shared",
                        "targets %s and %s are the same database %s".formatted(other.getKey(), target, identity));
            }
        }
        return new Sound(new SagaEvent.PreflightPassed(subject.step(), subject.dispatch(), identity, done.result()));
    }

    private static Binding unsound(String code, String message) {
        return new Unsound(StepFailure.Permanent.withoutEffect(code, message));
    }
}
