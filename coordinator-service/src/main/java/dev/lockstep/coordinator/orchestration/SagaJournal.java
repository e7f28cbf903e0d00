package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.Optional;

/** The events of every migration, which are the truth; its methods take part in the transaction that surrounds them. */
public interface SagaJournal {
    /** The migration, which nobody else changes until the transaction ends; empty where there is none. */
    Optional<Recorded> lock(MigrationId migration);

    /** The moment and the dispatch numbers of a command; asked for once the migration is locked, so that they grow. */
    Occasion occasion(String actor, String reason);

    /**
     * Appends, and writes the state beside it.
     *
     * @throws OutdatedVersion if the journal has moved on since {@code before} was read
     */
    Recorded append(Recorded before, SagaState after, List<SagaEvent> events, Occasion occasion);
}
