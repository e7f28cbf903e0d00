package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.freeze.Freeze;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetView;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the reason why a queued migration waits. */
public final class WaitReasons {
    private final JdbcFreezes freezes;
    private final JdbcTargetStops stops;
    private final JdbcQueue queue;
    private final RegisteredTargets targets;

    public WaitReasons(JdbcFreezes freezes, JdbcTargetStops stops, JdbcQueue queue, RegisteredTargets targets) {
        this.freezes = freezes;
        this.stops = stops;
        this.queue = queue;
        this.targets = targets;
    }

    /**
     * Names the open freeze, a stopped target, an earlier migration or a target that is not ready; empty if the
     * migration can start.
     *
     * @param freeze as {@link #freeze} describes it
     */
    public Optional<String> of(
            MigrationId migration, Collection<TargetName> claimed, Supplier<Optional<String>> freeze) {
        return freeze.get()
                .or(() -> stop(claimed))
                .or(() -> earlierReason(migration))
                .or(() -> notReadyReason(claimed));
    }

    /** Where a queued migration stands. */
    public JdbcQueue.Place place(MigrationId migration) {
        return queue.place(migration);
    }

    /** Describes the open freeze; empty if nothing is frozen. */
    public Optional<String> freeze() {
        return freezes.findOpen().map(Freeze::description);
    }

    /** Why nothing starts on these targets, whoever is first in their queues: a freeze or a stop. */
    public Optional<String> noStart(Collection<TargetName> on) {
        return freeze().or(() -> stop(on));
    }

    /** Describes for each stopped target why nothing starts on it. */
    public Map<TargetName, String> stopped(Collection<TargetName> names) {
        Map<TargetName, String> stopped = new HashMap<>();
        stops.find(names).forEach(stop -> stopped.putIfAbsent(stop.target(), stop.description()));
        return stopped;
    }

    private Optional<String> stop(Collection<TargetName> claimed) {
        return stops.find(claimed).stream().findFirst().map(TargetStop::description);
    }

    private Optional<String> earlierReason(MigrationId migration) {
        return queue.earlierClaim(migration)
                .map(earlier -> earlier.claimant().downgrade() == null
                        ? "target \"%s\" is claimed by the earlier migration %s"
                                .formatted(earlier.target(), earlier.claimant())
                        : "target \"%s\" is claimed by %s".formatted(earlier.target(), earlier.claimant()));
    }

    /** States for one of the targets why it is not ready; empty if all targets are ready. */
    public Optional<String> notReadyReason(Collection<TargetName> claimed) {
        return notReadyReason(claimed, targets.all());
    }

    /** Returns the migrations whose targets are all ready, in the same order. */
    public List<JdbcQueue.QueuedMigration> ready(List<JdbcQueue.QueuedMigration> queued) {
        List<TargetView> registered = targets.all();
        return queued.stream()
                .filter(migration ->
                        notReadyReason(migration.targets(), registered).isEmpty())
                .toList();
    }

    private static Optional<String> notReadyReason(Collection<TargetName> claimed, List<TargetView> registered) {
        return claimed.stream()
                .map(name -> notReadyReason(name, registered))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> notReadyReason(TargetName name, List<TargetView> registered) {
        Optional<TargetView> found =
                registered.stream().filter(target -> target.name().equals(name)).findFirst();
        return found.isEmpty()
                ? Optional.of(
                        "no worker has registered target \"%s\"; start the worker that is configured for the target"
                                .formatted(name))
                : found.map(TargetView::reason);
    }
}
