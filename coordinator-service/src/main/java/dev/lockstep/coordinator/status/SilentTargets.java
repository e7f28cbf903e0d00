package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.target.RegisteredTargets;
import java.time.Duration;
import java.util.Set;

/** Counts targets for which a migration waits although they have no worker. */
final class SilentTargets {
    private final RegisteredTargets targets;
    private final JdbcQueue queue;
    private final Duration limit;

    /** @param limit how long a target has no worker before it counts */
    SilentTargets(RegisteredTargets targets, JdbcQueue queue, Duration limit) {
        this.targets = targets;
        this.queue = queue;
        this.limit = limit;
    }

    /** The number of targets without a worker that migrations have claimed; the database is asked only if there are any. */
    int claimed() {
        Set<TargetName> silent = targets.silentFor(limit).keySet();
        return silent.isEmpty() ? 0 : queue.claimed(silent).size();
    }
}
