package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Transition;
import java.util.List;
import java.util.Optional;

/** The events of every migration. All methods take part in the surrounding transaction. */
public interface SagaJournal {
    /** Locks a migration until the transaction ends; empty if it does not exist. */
    Optional<VersionedState> lock(MigrationId migration);

    /** Reads a migration without a lock; empty if it does not exist. */
    Optional<VersionedState> read(MigrationId migration);

    /** The time and the dispatch numbers of a command; requires the lock, so that both grow within a migration. */
    CommandContext newContext(Requester requester);

    /**
     * Appends the events of the transitions and saves the last state.
     *
     * @throws StaleVersionException if the journal has grown since {@code before} was read
     */
    VersionedState append(VersionedState before, List<Transition> transitions, CommandContext context);
}
