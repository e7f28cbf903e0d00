package dev.lockstep.worker.target;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Shows the last known status of every target. Reports UP even if a store is unreachable. */
public final class TargetsHealthIndicator implements HealthIndicator {
    private final ServedTargets targets;
    private final TargetChecks checks;

    public TargetsHealthIndicator(ServedTargets targets, TargetChecks checks) {
        this.targets = targets;
        this.checks = checks;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        targets.all()
                .forEach(target -> health.withDetail(
                        target.name().value(), target.isRemoved() ? "uninstalled" : describe(checks.statusOf(target))));
        return health.build();
    }

    private static String describe(TargetStatus status) {
        return switch (status) {
            case TargetStatus.Reachable(var identity, String version) ->
                "reachable: version %s, identity %s".formatted(version, identity);
            case TargetStatus.Unreachable(String reason) -> "unreachable: " + reason;
        };
    }
}
