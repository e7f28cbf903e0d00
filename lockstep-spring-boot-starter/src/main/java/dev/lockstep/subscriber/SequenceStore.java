package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps the last sequence of each migration, and the id of the topic from which each partition was read. */
public interface SequenceStore {
    /** A new position, and what has happened on the way to it. */
    record Change(Position position, Outcome outcome) {}

    /**
     * Calls the work with the current position and stores the one that it returns. No other work of the migration runs
     * in between. If the work throws, nothing is stored.
     */
    Outcome update(MigrationId migration, Function<Position, Change> work);

    /** The migrations whose events are held, at most 100 of them. */
    List<MigrationId> stopped();

    /** Forgets the positions of all migrations. */
    void forgetAll();

    /**
     * Forgets migrations that have ended, whose events are not held, and that have not changed since this time; returns
     * how many.
     */
    int forgetEndedBefore(Instant time);

    Optional<String> topicId(String topic, int partition);

    void saveTopicId(String topic, int partition, String id);
}
