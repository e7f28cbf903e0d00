package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Caches the states of the most recently used migrations. */
final class StateCache {
    private static final int CAPACITY = 256;
    private final Map<MigrationId, VersionedState> states = new LinkedHashMap<>(CAPACITY, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MigrationId, VersionedState> eldest) {
            return size() > CAPACITY;
        }
    };

    /** Returns the cached state if it is not newer than this version; otherwise the initial state. */
    synchronized VersionedState latest(MigrationId migration, long version) {
        VersionedState cached = states.get(migration);
        return cached == null || cached.version() > version ? VersionedState.initial(migration) : cached;
    }

    synchronized void put(VersionedState state) {
        states.merge(state.migration(), state, (cached, added) -> cached.version() < added.version() ? added : cached);
    }
}
