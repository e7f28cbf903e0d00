package dev.lockstep.coordinator.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
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

    private record BatchCounts(int published, int parked, int deferred) {
        private static final BatchCounts NONE = new BatchCounts(0, 0, 0);

        boolean hasMoreRows() {
            return deferred == 0 && published + parked > 0;
        }
    }

    /** Publishes until the outbox is empty or Kafka defers a row. */
    public void relayAll() {
        BatchCounts counts = relayBatch();
        while (counts.hasMoreRows()) {
            counts = relayBatch();
        }
    }

    private BatchCounts relayBatch() {
        return outbox.hasUnpublished(minAge) ? transactions.execute(_status -> relayLocked()) : BatchCounts.NONE;
    }

    private BatchCounts relayLocked() {
        outbox.lockRelay(LOCK_TIMEOUT);
        List<OutboxRow> rows = outbox.unpublished(minAge, BATCH_SIZE);
        return rows.isEmpty() ? BatchCounts.NONE : save(publisher.publish(rows));
    }

    private BatchCounts save(SequencedMap<OutboxRow, PublishResult> results) {
        List<OutboxRow> published = new ArrayList<>();
        List<PublishResult.Deferred> deferred = new ArrayList<>();
        results.forEach((row, result) -> {
            switch (result) {
                case PublishResult.Published _p -> published.add(row);
                case PublishResult.Deferred d -> deferred.add(d);
                case PublishResult.Rejected(String reason) -> park(row, reason);
            }
        });
        if (!published.isEmpty()) {
            publishedRows.save(published);
        }
        logDeferred(deferred);
        return new BatchCounts(published.size(), results.size() - published.size() - deferred.size(), deferred.size());
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
