package dev.lockstep.coordinator.access;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows why the file with the keys of the identity provider cannot be used. DOWN if no keys were ever read; it does not
 * change the readiness, because API tokens are accepted.
 */
final class JwkFileHealthIndicator implements HealthIndicator {
    private final JwkFile file;

    JwkFileHealthIndicator(JwkFile file) {
        this.file = file;
    }

    @Override
    public Health health() {
        Health.Builder health = file.hasKeys() ? Health.up() : Health.down();
        file.problem().ifPresent(problem -> health.withDetail("problem", problem));
        return health.build();
    }
}
