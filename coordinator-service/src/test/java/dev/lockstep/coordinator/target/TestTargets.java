package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Registered targets for the tests of other packages. */
public final class TestTargets {
    private TestTargets() {}

    /** A target that is ready. */
    public static TargetView view(String name, TargetKind kind, String... operations) {
        return new TargetView(
                new TargetName(name),
                kind,
                null,
                null,
                List.of(operations),
                List.of(),
                List.of("worker"),
                TargetView.Readiness.READY,
                null);
    }

    /** PostgreSQL targets that are ready and stay so. */
    public static RegisteredTargets ready(List<TargetName> names) {
        return ready(names, List.of());
    }

    /**
     * PostgreSQL targets that are ready and stay so.
     *
     * @param requests the types of the requests about each target that its worker can answer
     */
    public static RegisteredTargets ready(List<TargetName> names, List<String> requests) {
        RegisteredTargets targets = new RegisteredTargets(() -> 0);
        names.forEach(name -> targets.register(
                new LatestRegistration(
                        name,
                        "worker",
                        TargetKind.POSTGRES,
                        new TargetIdentity(UUID.randomUUID()),
                        "18",
                        List.of("postgres.sql"),
                        requests),
                Duration.ZERO));
        return targets;
    }
}
