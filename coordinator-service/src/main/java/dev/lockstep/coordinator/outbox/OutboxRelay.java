package dev.lockstep.coordinator.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what waits in the outbox, one batch per transaction, alone among all coordinators.
 *
 * <p>A crash between Kafka's word and the commit sends a row twice, never not at all.
 */
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    static final int BATCH = 500;

    private final JdbcOutbox outbox;
    private final Publisher publisher;
    private final TransactionTemplate transactions;

    public OutboxRelay(JdbcOutbox outbox, Publisher publisher, TransactionTemplate transactions) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.transactions = transactions;
    }

    /** What became of a batch. */
    public record Relayed(int published, int parked, int waiting) {
        private static final Relayed NOTHING = new Relayed(0, 0, 0);

        boolean mayBeFollowed() {
            return waiting == 0 && published + parked > 0;
        }
    }

    /** Sends until nothing waits, or Kafka does not take what waits. */
    public void relayAll() {
        Relayed relayed = relay();
        while (relayed.mayBeFollowed()) {
            relayed = relay();
        }
    }

    /** Sends one batch. */
    public Relayed relay() {
        return outbox.isEmpty() ? Relayed.NOTHING : transactions.execute(_status -> relayLocked());
    }

    private Relayed relayLocked() {
        outbox.becomeRelay(PATIENCE);
        List<OutboxRow> rows = outbox.unpublished(BATCH);
        return rows.isEmpty() ? Relayed.NOTHING : written(publisher.publish(rows));
    }

    private Relayed written(SequencedMap<OutboxRow, Sending> sendings) {
        List<Long> published = new ArrayList<>();
        int parked = 0;
        for (var entry : sendings.entrySet()) {
            OutboxRow row = entry.getKey();
            switch (entry.getValue()) {
                case Sending.Published _p -> published.add(row.id());
                case Sending.Later _l -> {}
                case Sending.RefusedForGood(String reason) -> {
                    outbox.parked(row.id(), reason);
                    parked++;
                    LOG.atError()
                            .addKeyValue("migration", row.migration())
                            .addKeyValue("topic", row.topic())
                            .addKeyValue("reason", reason)
                            .log("Kafka refused a row for good; it is parked, and its dispatch counts as failed");
                }
            }
        }
        if (!published.isEmpty()) {
            outbox.published(published);
        }
        warnOfThoseThatWait(sendings);
        return new Relayed(published.size(), parked, sendings.size() - published.size() - parked);
    }

    private static void warnOfThoseThatWait(SequencedMap<OutboxRow, Sending> sendings) {
        List<Sending.Later> waiting = sendings.values().stream()
                .filter(Sending.Later.class::isInstance)
                .map(Sending.Later.class::cast)
                .toList();
        if (!waiting.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("rows", waiting.size())
                    .addKeyValue("reason", waiting.getFirst().reason())
                    .log("Kafka does not take these rows now; they wait");
        }
    }
}
