package dev.lockstep.coordinator.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sends messages to Kafka from memory, right after the transaction that added them. What it cannot send, or must not send
 * yet, stays in the outbox, where the relay finds it a little later.
 *
 * <p>A public event is sent once Kafka has the previous one of its migration.
 */
public final class OutboxSender implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    /** More than this many waiting messages are left to the relay, so that an outage of Kafka fills no memory. */
    static final int CAPACITY = 10_000;

    private static final long STOP_MILLIS = 5_000;
    // A topic on which sending blocks would delay the messages of all others, so it is left to the relay for a while.
    private static final long BLOCKED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long UNAVAILABLE_NANOS = Duration.ofSeconds(10).toNanos();
    private final BlockingQueue<OutboxRow> waiting = new LinkedBlockingQueue<>(CAPACITY);
    private final EventOrder order = new EventOrder();
    private final Function<OutboxMessage, CompletionStage<PublishResult>> kafka;
    private final Consumer<OutboxRow> onPublished;
    // Used by the sending thread only.
    private final Map<String, Long> unavailableUntil = new HashMap<>();
    private volatile @Nullable Thread thread;

    /**
     * @param kafka starts to send a message; may block while Kafka does not answer
     * @param onPublished called with each row that Kafka has
     */
    public OutboxSender(
            Function<OutboxMessage, CompletionStage<PublishResult>> kafka, Consumer<OutboxRow> onPublished) {
        this.kafka = kafka;
        this.onPublished = onPublished;
    }

    /** Sends rows of a committed transaction. Returns at once. */
    public void send(List<OutboxRow> rows) {
        if (isRunning()) {
            rows.stream().filter(order::admit).forEach(row -> {
                if (!waiting.offer(row)) {
                    order.abandon(row);
                }
            });
        }
    }

    private void run() {
        try {
            while (isRunning()) {
                sendNow(waiting.take());
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    // Any failure leaves the row to the relay, and none may end the thread.
    private void sendNow(OutboxRow row) {
        long start = System.nanoTime();
        if (unavailableUntil.getOrDefault(row.topic(), start) > start) {
            order.abandon(row);
            return;
        }
        send(row);
        if (System.nanoTime() - start > BLOCKED_NANOS) {
            unavailableUntil.put(row.topic(), System.nanoTime() + UNAVAILABLE_NANOS);
        }
    }

    private void send(OutboxRow row) {
        try {
            kafka.apply(row.message()).thenAccept(result -> onResult(row, result));
        } catch (RuntimeException e) {
            onResult(row, new PublishResult.Deferred(String.valueOf(e)));
        }
    }

    private void onResult(OutboxRow row, PublishResult result) {
        if (result instanceof PublishResult.Published) {
            onPublished.accept(row);
            order.published(row).forEach(next -> {
                if (!waiting.offer(next)) {
                    order.abandon(next);
                }
            });
        } else {
            order.abandon(row);
            LOG.atDebug()
                    .addKeyValue("migration", row.migration())
                    .addKeyValue("topic", row.topic())
                    .addKeyValue("result", result)
                    .log("A message was not sent right after its transaction; the relay sends it");
        }
    }

    @Override
    public void start() {
        Thread starting = Thread.ofPlatform().name("outbox-sender").daemon().unstarted(this::run);
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            join(stopping);
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private static void join(Thread stopping) {
        try {
            stopping.join(STOP_MILLIS);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }
}
