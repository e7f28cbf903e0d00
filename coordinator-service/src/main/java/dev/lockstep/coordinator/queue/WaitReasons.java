package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.target.TargetView;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** States what a queued migration waits for. */
public final class WaitReasons {
    private final JdbcClaims claims;
    private final JdbcTargets targets;

    public WaitReasons(JdbcClaims claims, JdbcTargets targets) {
        this.claims = claims;
        this.targets = targets;
    }

    /** An earlier migration, or a target that is not ready; empty if the migration can start. */
    public Optional<String> of(MigrationId migration, Collection<TargetName> claimed) {
        return claims.earlierClaim(migration)
                .map(earlier -> "target %s is claimed by the earlier migration %s"
                        .formatted(earlier.target(), earlier.migration()))
                .or(() -> notReady(claimed));
    }

    /** Why one of the targets is not ready; empty if all are. */
    public Optional<String> notReady(Collection<TargetName> claimed) {
        List<TargetView> known = targets.all();
        return claimed.stream()
                .map(name -> notReady(name, known))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> notReady(TargetName name, List<TargetView> known) {
        Optional<TargetView> found =
                known.stream().filter(target -> target.name().equals(name)).findFirst();
        return found.isEmpty()
                ? Optional.of("no worker has registered target %s; start the worker that is configured for it"
                        .formatted(name))
                : found.map(TargetView::reason);
    }
}
