package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Transition;
import java.util.List;
import java.util.Optional;

/** Reads and appends the events of migrations. All methods take part in the current transaction. */
public interface SagaJournal {
    /** Locks a migration until the transaction ends; empty if it does not exist. */
    Optional<VersionedState> lock(MigrationId migration);

    /** Reads a migration without a lock; empty if it does not exist. */
    Optional<VersionedState> read(MigrationId migration);

    /**
     * Reads the time and reserves the dispatch numbers for a command. Requires the lock, so that both increase from one
     * command of a migration to the next.
     */
    CommandContext newContext(Requester requester);

    /**
     * Appends the events of the transitions and saves the last state.
     *
     * @throws StaleVersionException if the journal has grown since {@code current} was read
     */
    VersionedState append(VersionedState current, List<Transition> transitions, CommandContext context);
}
