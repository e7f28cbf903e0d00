package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to Kafka from memory, right after the transaction that added them. What it cannot send, or must not send
 * yet, stays in the outbox for the relay.
 *
 * <p>A public event is sent once Kafka has the previous one of its migration.
 */
public final class OutboxSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    // More waiting messages than this are left to the relay, so that an outage of Kafka fills no memory.
    private static final int CAPACITY = 10_000;
    // A topic on which sending blocks would delay the messages of all others, so it is left to the relay for a while.
    private static final long BLOCKED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long UNAVAILABLE_NANOS = Duration.ofSeconds(10).toNanos();
    private final EventOrder order = new EventOrder();
    // One thread, so that no thread that handles reports waits for Kafka.
    private final ExecutorService thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(CAPACITY),
            Thread.ofPlatform().name("outbox-sender").daemon().factory());
    private final Function<OutboxMessage, CompletionStage<PublishResult>> kafka;
    private final Consumer<OutboxRow> onPublished;
    private final Consumer<MigrationId> onUnsent;
    // Used by the sending thread only.
    private final Map<String, Long> unavailableUntil = new HashMap<>();

    /**
     * @param kafka starts to send a message; may block while Kafka does not answer
     * @param onPublished called with each row that Kafka has
     * @param onUnsent called with the migration of each row that is left to the relay
     */
    public OutboxSender(
            Function<OutboxMessage, CompletionStage<PublishResult>> kafka,
            Consumer<OutboxRow> onPublished,
            Consumer<MigrationId> onUnsent) {
        this.kafka = kafka;
        this.onPublished = onPublished;
        this.onUnsent = onUnsent;
    }

    /** Sends rows of a committed transaction. Returns at once. */
    public void send(List<OutboxRow> rows) {
        for (OutboxRow row : rows) {
            switch (order.admit(row)) {
                case NOW -> submit(row);
                case AFTER_PREVIOUS -> {}
                case BY_RELAY -> onUnsent.accept(row.migration());
            }
        }
    }

    private void submit(OutboxRow row) {
        try {
            thread.execute(() -> sendIfAvailable(row));
        } catch (RejectedExecutionException _e) {
            abandon(row);
        }
    }

    private void sendIfAvailable(OutboxRow row) {
        long start = System.nanoTime();
        if (unavailableUntil.getOrDefault(row.topic(), start) > start) {
            abandon(row);
            return;
        }
        send(row);
        if (System.nanoTime() - start > BLOCKED_NANOS) {
            unavailableUntil.put(row.topic(), System.nanoTime() + UNAVAILABLE_NANOS);
        }
    }

    // Any failure leaves the row to the relay.
    private void send(OutboxRow row) {
        try {
            kafka.apply(row.message()).thenAccept(result -> onResult(row, result));
        } catch (RuntimeException e) {
            onResult(row, new PublishResult.Deferred(String.valueOf(e)));
        } catch (Error e) {
            abandon(row);
            throw e;
        }
    }

    private void abandon(OutboxRow row) {
        order.abandon(row);
        onUnsent.accept(row.migration());
    }

    private void onResult(OutboxRow row, PublishResult result) {
        if (result instanceof PublishResult.Published) {
            onPublished.accept(row);
            order.published(row).forEach(this::submit);
        } else {
            abandon(row);
            LOG.atDebug()
                    .addKeyValue("migration", row.migration())
                    .addKeyValue("topic", row.topic())
                    .addKeyValue("result", result)
                    .log("A message was not sent right after its transaction; the relay sends it");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
