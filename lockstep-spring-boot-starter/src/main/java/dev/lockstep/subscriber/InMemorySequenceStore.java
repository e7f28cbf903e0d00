package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keeps sequences until the process ends; then all events that the topic has are delivered again. */
public final class InMemorySequenceStore implements SequenceStore {
    private static final int LOCKS = 64;
    private static final int MAX_LISTED = 100;

    private record Entry(Position position, Instant changedAt) {}

    private final Clock clock;
    private final Map<MigrationId, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, String> topicIds = new ConcurrentHashMap<>();
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    public InMemorySequenceStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Outcome update(MigrationId migration, Function<Position, Change> work) {
        ReentrantLock lock = locks.get(Math.floorMod(migration.hashCode(), LOCKS));
        lock.lock();
        try {
            Entry entry = entries.get(migration);
            Change change = work.apply(entry == null ? Position.START : entry.position());
            if (!change.position().equals(Position.START)) {
                entries.put(migration, new Entry(change.position(), clock.instant()));
            }
            return change.outcome();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<MigrationId> stopped() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().position().stopped())
                .map(Map.Entry::getKey)
                .limit(MAX_LISTED)
                .toList();
    }

    @Override
    public void forgetAll() {
        entries.clear();
    }

    @Override
    public int forgetEndedBefore(Instant time) {
        int before = entries.size();
        entries.values()
                .removeIf(entry -> entry.position().ended()
                        && !entry.position().stopped()
                        && entry.changedAt().isBefore(time));
        return before - entries.size();
    }

    @Override
    public Optional<String> topicId(String topic, int partition) {
        return Optional.ofNullable(topicIds.get(topic + "/" + partition));
    }

    @Override
    public void saveTopicId(String topic, int partition, String id) {
        topicIds.put(topic + "/" + partition, id);
    }
}
