package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.dispatch.JdbcLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes the rows of the outbox, one batch per transaction. Only one coordinator publishes at a time.
 *
 * <p>No row is lost. A crash after Kafka has stored a row, but before the commit, publishes the row again.
 */
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final int BATCH_SIZE = 500;
    private final JdbcOutbox outbox;
    private final JdbcLeases leases;
    private final Publisher publisher;
    private final TransactionTemplate transactions;

    public OutboxRelay(JdbcOutbox outbox, JdbcLeases leases, Publisher publisher, TransactionTemplate transactions) {
        this.outbox = outbox;
        this.leases = leases;
        this.publisher = publisher;
        this.transactions = transactions;
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
        return outbox.isEmpty() ? BatchCounts.NONE : transactions.execute(_status -> relayLocked());
    }

    private BatchCounts relayLocked() {
        outbox.lockRelay(LOCK_TIMEOUT);
        List<OutboxRow> rows = outbox.unpublished(BATCH_SIZE);
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
        markPublished(published);
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
                .log(
                        "Kafka rejected a message permanently; the message is parked, and its dispatch, if any, counts as failed");
    }

    // A lease starts at publication, because no worker can report before.
    private void markPublished(List<OutboxRow> published) {
        if (!published.isEmpty()) {
            outbox.markPublished(published);
            leases.start(published.stream()
                    .map(OutboxRow::dispatch)
                    .filter(Objects::nonNull)
                    .toList());
        }
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
