package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The states of the migrations that were touched last; what is not here is folded from the journal. */
final class FoldedStates {
    private static final int CAPACITY = 256;

    private final Map<MigrationId, Recorded> states = new LinkedHashMap<>(CAPACITY, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MigrationId, Recorded> eldest) {
            return size() > CAPACITY;
        }
    };

    /** The latest state known that is not after the version; of version 0 where none is known. */
    synchronized Recorded latest(MigrationId migration, long version) {
        Recorded known = states.get(migration);
        return known == null || known.version() > version ? new Recorded(migration, 0, SagaState.none()) : known;
    }

    synchronized void remember(Recorded recorded) {
        states.merge(
                recorded.migration(),
                recorded,
                (known, offered) -> known.version() < offered.version() ? offered : known);
    }
}
