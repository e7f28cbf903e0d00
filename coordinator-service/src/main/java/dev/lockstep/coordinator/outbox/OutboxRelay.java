package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes the rows that were not sent right after their transaction, one batch per transaction. Only one coordinator
 * relays at a time.
 *
 * <p>No row is lost. A crash after Kafka has stored a row, but before the commit, publishes the row again.
 */
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final int BATCH_SIZE = 500;
    private final JdbcOutbox outbox;
    private final PublishedRows publishedRows;
    private final Publisher publisher;
    private final TransactionTemplate transactions;
    private final Duration minAge;

    /**
     * @param minAge the age from which a row counts as not sent
     */
    public OutboxRelay(
            JdbcOutbox outbox,
            PublishedRows publishedRows,
            Publisher publisher,
            TransactionTemplate transactions,
            Duration minAge) {
        this.outbox = outbox;
        this.publishedRows = publishedRows;
        this.publisher = publisher;
        this.transactions = transactions;
        this.minAge = minAge;
    }

    /** Publishes all rows that are old enough. Rows that Kafka defers wait for the next call; those behind do not. */
    public void relayAll() {
        if (outbox.hasUnpublished(minAge)) {
            relay(afterId -> outbox.unpublished(minAge, afterId, BATCH_SIZE));
        }
    }

    /**
     * Publishes the rows of migrations with a row that the sender has left to the relay.
     *
     * @param age the age from which a row is published; the sender may still be sending younger ones
     */
    void relay(Collection<MigrationId> migrations, Duration age) {
        if (!migrations.isEmpty()) {
            relay(afterId -> outbox.unpublishedOf(migrations, age, afterId, BATCH_SIZE));
        }
    }

    private void relay(LongFunction<List<OutboxRow>> batches) {
        // An event behind a deferred event of its migration waits too.
        Set<MigrationId> blocked = new HashSet<>();
        long afterId = 0;
        while (afterId >= 0) {
            long last = afterId;
            afterId = transactions.execute(_status -> relayBatch(batches, last, blocked));
        }
    }

    /** Returns the id of the last row of the batch; negative if it was the last batch. */
    private long relayBatch(LongFunction<List<OutboxRow>> batches, long afterId, Set<MigrationId> blocked) {
        outbox.lockRelay(LOCK_TIMEOUT);
        List<OutboxRow> rows = batches.apply(afterId);
        List<OutboxRow> sendable = rows.stream()
                .filter(row -> !row.isOrdered() || !blocked.contains(row.migration()))
                .toList();
        if (!sendable.isEmpty()) {
            save(publisher.publish(sendable), blocked);
        }
        return rows.size() < BATCH_SIZE ? -1 : rows.getLast().id();
    }

    private void save(SequencedMap<OutboxRow, PublishResult> results, Set<MigrationId> blocked) {
        List<OutboxRow> published = new ArrayList<>();
        List<PublishResult.Deferred> deferred = new ArrayList<>();
        results.forEach((row, result) -> {
            switch (result) {
                case PublishResult.Published _p -> published.add(row);
                case PublishResult.Deferred d -> {
                    deferred.add(d);
                    if (row.isOrdered()) {
                        blocked.add(row.migration());
                    }
                }
                case PublishResult.Rejected(String reason) -> park(row, reason);
            }
        });
        if (!published.isEmpty()) {
            publishedRows.save(published);
        }
        logDeferred(deferred);
    }

    private void park(OutboxRow row, String reason) {
        outbox.park(row, reason);
        LOG.atError()
                .addKeyValue("migration", row.migration())
                .addKeyValue("dispatch", row.dispatch())
                .addKeyValue("topic", row.topic())
                .addKeyValue("reason", reason)
                .log("Kafka rejected a message permanently; the message is parked, and its dispatch has failed");
    }

    private static void logDeferred(List<PublishResult.Deferred> deferred) {
        if (!deferred.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("rows", deferred.size())
                    .addKeyValue("reason", deferred.getFirst().reason())
                    .log("Kafka did not accept some messages; the relay sends them again");
        }
    }
}
