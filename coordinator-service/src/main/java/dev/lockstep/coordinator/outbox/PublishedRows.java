package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.dispatch.JdbcLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Collects the rows that Kafka has, deletes them together and starts the leases of their dispatches. After a crash in
 * between, the relay sends them again.
 */
public final class PublishedRows {
    private static final int MAX_ROWS = 5_000;
    private final ConcurrentLinkedQueue<OutboxRow> rows = new ConcurrentLinkedQueue<>();
    private final JdbcOutbox outbox;
    private final JdbcLeases leases;
    private final TransactionTemplate transactions;

    public PublishedRows(JdbcOutbox outbox, JdbcLeases leases, TransactionTemplate transactions) {
        this.outbox = outbox;
        this.leases = leases;
        this.transactions = transactions;
    }

    void add(OutboxRow row) {
        rows.add(row);
    }

    /** Saves the rows that were added so far, if there are any. */
    void save() {
        List<OutboxRow> next = take();
        while (!next.isEmpty()) {
            save(next);
            next = take();
        }
    }

    /** Saves these rows in the current transaction, or in a new one. */
    void save(List<OutboxRow> published) {
        transactions.executeWithoutResult(_status -> {
            outbox.deletePublished(published);
            // A lease starts at publication, because no worker can report before.
            leases.start(published.stream()
                    .map(OutboxRow::dispatch)
                    .filter(Objects::nonNull)
                    .toList());
        });
    }

    private List<OutboxRow> take() {
        List<OutboxRow> taken = new ArrayList<>();
        OutboxRow row = rows.poll();
        while (row != null) {
            taken.add(row);
            row = taken.size() < MAX_ROWS ? rows.poll() : null;
        }
        return taken;
    }
}
