package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.util.Set;
import java.util.function.Supplier;

/** Starts waiting requests of purges on the targets that have a worker. Those of other targets wait and block nothing. */
final class PurgeStarter {
    private final JdbcPurgeStarts stored;
    private final Transactions transactions;
    private final Supplier<Set<TargetName>> live;

    /** @param live returns the targets that have a worker now */
    PurgeStarter(JdbcPurgeStarts stored, Transactions transactions, Supplier<Set<TargetName>> live) {
        this.stored = stored;
        this.transactions = transactions;
        this.live = live;
    }

    /** The targets that have a worker now. */
    Set<TargetName> live() {
        return live.get();
    }

    /** Whether so many requests for these targets wait that no further purges are to be decided. */
    boolean hasBacklog(Set<TargetName> targets) {
        return stored.hasBacklog(targets);
    }

    /** Starts the requests whose targets are free. */
    void startDue(PurgeSettings settings) {
        transactions.runWithoutResult(() -> stored.startDue(live.get(), settings.maxTargets(), settings.busyLimit()));
    }
}
