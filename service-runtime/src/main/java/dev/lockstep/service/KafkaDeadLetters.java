package dev.lockstep.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Copies unreadable messages to their dead-letter topic, with the reason in a header.
 *
 * <p>The listener waits for a copy, but only for a short time: an unavailable dead-letter topic must not keep other
 * messages waiting. Later tries run in the background, a limited number of times. After that the message is logged and
 * counted, and is left in its own topic only.
 */
public final class KafkaDeadLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final long MAX_PENDING_BYTES = 16L * 1024 * 1024;
    // Together about fifteen minutes or more, as long as the coordinator waits for an unreachable store.
    private static final int MAX_TRIES = 60;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(15);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final MeterRegistry registry;
    private final int maxTries;
    private final Duration retryInterval;
    private final Set<KafkaDeadLetter> pending = ConcurrentHashMap.newKeySet();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dead-letters").factory());

    /**
     * @param producers returns the current producer
     */
    public KafkaDeadLetters(Supplier<Producer<byte[], byte[]>> producers, MeterRegistry registry) {
        this(producers, registry, MAX_TRIES, RETRY_INTERVAL);
    }

    KafkaDeadLetters(
            Supplier<Producer<byte[], byte[]>> producers,
            MeterRegistry registry,
            int maxTries,
            Duration retryInterval) {
        this.producers = producers;
        this.registry = registry;
        this.maxTries = maxTries;
        this.retryInterval = retryInterval;
    }

    /** Copies the message. Returns when Kafka has the copy, or after a short time. */
    public void send(ConsumerRecord<byte[], byte[]> message, String reason) {
        KafkaDeadLetter letter = KafkaDeadLetter.of(message, reason);
        pending.add(letter);
        long pendingBefore = pendingBytes.getAndAdd(letter.size());
        if (pendingBefore > 0 && pendingBefore + letter.size() > MAX_PENDING_BYTES) {
            giveUp(letter, "too many messages wait for their dead-letter topics");
            return;
        }
        execute(letter, () -> send(letter, letter.copy(), 1));
        // While other messages wait, the dead-letter topics are unavailable, so waiting would not help.
        if (pendingBefore == 0) {
            awaitFirstTry(letter);
        }
    }

    private void send(KafkaDeadLetter letter, ProducerRecord<byte[], byte[]> copy, int tries) {
        try {
            Future<RecordMetadata> _ = producers
                    .get()
                    .send(
                            copy,
                            (_metadata, failure) -> execute(letter, () -> handleResult(letter, copy, tries, failure)));
        } catch (RuntimeException e) {
            handleResult(letter, copy, tries, e);
        }
    }

    private void handleResult(
            KafkaDeadLetter letter, ProducerRecord<byte[], byte[]> copy, int tries, @Nullable Exception thrown) {
        boolean isTooLarge = thrown instanceof RecordTooLargeException;
        if (thrown == null) {
            end(letter, "lockstep.dead.letters");
            log(letter).log("Sent an unreadable message to its dead-letter topic; the next message is handled");
        } else if (isTooLarge && !KafkaDeadLetter.isTruncated(copy)) {
            send(letter, letter.truncatedCopy(), tries);
        } else if (isTooLarge || tries >= maxTries) {
            giveUp(letter, thrown.toString());
        } else {
            letter.firstTry().complete(false);
            schedule(letter, () -> send(letter, copy, tries + 1));
        }
    }

    private void giveUp(KafkaDeadLetter letter, String failure) {
        if (end(letter, "lockstep.dead.letters.lost")) {
            log(letter)
                    .addKeyValue("failure", failure)
                    .log(
                            "Could not copy an unreadable message to its dead-letter topic; it is skipped, and its own topic"
                                    + " has it until its retention ends");
        }
    }

    /** Returns whether the message was still pending. */
    private boolean end(KafkaDeadLetter letter, String counter) {
        if (!pending.remove(letter)) {
            return false;
        }
        pendingBytes.addAndGet(-letter.size());
        registry.counter(counter, "topic", letter.message().topic()).increment();
        letter.firstTry().complete(true);
        return true;
    }

    private static LoggingEventBuilder log(KafkaDeadLetter letter) {
        return LOG.atError()
                .addKeyValue("topic", letter.message().topic())
                .addKeyValue("partition", letter.message().partition())
                .addKeyValue("offset", letter.message().offset())
                .addKeyValue("reason", letter.reason());
    }

    private void execute(KafkaDeadLetter letter, Runnable task) {
        try {
            thread.execute(guarded(letter, task));
        } catch (RejectedExecutionException _e) {
            giveUp(letter, "the service is stopping");
        }
    }

    private void schedule(KafkaDeadLetter letter, Runnable task) {
        try {
            ScheduledFuture<?> _ =
                    thread.schedule(guarded(letter, task), retryInterval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _e) {
            giveUp(letter, "the service is stopping");
        }
    }

    /** A message whose task fails does not stay pending. */
    private Runnable guarded(KafkaDeadLetter letter, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                ProcessExit.ifFatal(thrown);
                giveUp(letter, thrown.toString());
            }
        };
    }

    private static void awaitFirstTry(KafkaDeadLetter letter) {
        try {
            letter.firstTry().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _e) {
            LOG.atWarn()
                    .addKeyValue("topic", letter.message().topic())
                    .log("The dead-letter topic does not answer; the copy continues in the background");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the first try never completes exceptionally", e);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts and logs the messages that still wait. */
    @Override
    public void close() {
        thread.shutdownNow();
        pending.forEach(letter -> giveUp(letter, "the service is stopping"));
    }
}
