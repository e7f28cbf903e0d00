package dev.lockstep.worker.target;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Shows each target as it was last seen; always up, for a store that is away is not its worker's illness. */
public final class TargetsHealthIndicator implements HealthIndicator {
    private final ServedTargets targets;
    private final TargetRegistrar registrar;

    public TargetsHealthIndicator(ServedTargets targets, TargetRegistrar registrar) {
        this.targets = targets;
        this.registrar = registrar;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        targets.all().forEach(target -> health.withDetail(target.name().value(), said(registrar.sightingOf(target))));
        return health.build();
    }

    private static String said(TargetSighting sighting) {
        return switch (sighting) {
            case TargetSighting.Here(var identity, String version) ->
                "here: version %s, identity %s".formatted(version, identity);
            case TargetSighting.Away(String reason) -> "away: " + reason;
        };
    }
}
