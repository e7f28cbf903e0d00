package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the states of migrations from their events. All methods take part in the current transaction. */
public interface SagaJournal {
    /**
     * Locks migrations until the transaction ends, always in the same order, and starts a change of each. The times and
     * dispatch numbers are taken under the lock, so both increase from one transaction of a migration to the next.
     *
     * @return without the migrations that do not exist
     */
    Map<MigrationId, MigrationChange> lock(Collection<MigrationId> migrations);

    /**
     * Locks migrations that are to start. Returns none while a freeze is open, and none opens until the transaction
     * ends.
     *
     * @param positions the positions at which the migrations are first in the queue; one that was moved to another
     *     position is left out
     */
    Map<MigrationId, MigrationChange> lockToStart(Collection<MigrationId> migrations, Collection<Long> positions);

    /** Reads a migration without a lock; empty if it does not exist. */
    Optional<VersionedState> read(MigrationId migration);

    /** Reads migrations without a lock; without those that do not exist. */
    Map<MigrationId, VersionedState> readAll(Collection<MigrationId> migrations);

    /** Returns the first of further dispatch numbers, as many as one command can use. */
    DispatchNumber reserveDispatchNumbers();

    /** Keeps states that were saved, once their transaction has committed. */
    void keep(List<VersionedState> saved);
}
