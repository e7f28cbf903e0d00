package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.HashSet;
import java.util.Set;

/**
 * The migrations with messages that the sender has left to the relay.
 *
 * <p>The relay takes them one interval later: by then, another coordinator has usually deleted the rows that it has sent,
 * so that they are not sent twice.
 */
final class UnsentMigrations {
    private Set<MigrationId> added = new HashSet<>();
    private Set<MigrationId> waiting = new HashSet<>();

    synchronized void add(MigrationId migration) {
        added.add(migration);
    }

    /** Returns the migrations that were added before the previous call. */
    synchronized Set<MigrationId> take() {
        Set<MigrationId> taken = waiting;
        waiting = added;
        added = new HashSet<>();
        return taken;
    }
}
