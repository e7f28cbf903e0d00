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

    /** PostgreSQL targets that are ready and stay so. */
    public static RegisteredTargets ready(List<TargetName> names) {
        RegisteredTargets targets = new RegisteredTargets(() -> 0);
        names.forEach(name -> targets.register(
                new LatestRegistration(
                        name,
                        "worker",
                        TargetKind.POSTGRES,
                        new TargetIdentity(UUID.randomUUID()),
                        "18",
                        List.of("postgres.sql"),
                        List.of()),
                Duration.ZERO));
        return targets;
    }
}
