package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.ProcessExit;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Copies unreadable records to their dead-letter topic, with the reason in a header.
 *
 * <p>The poll thread waits for a copy, but only for a short time: an unavailable dead-letter topic must not keep the
 * commands of other targets waiting. Later tries run in the background, a limited number of times. After that the record
 * is logged and counted, and is left in its own topic only.
 */
final class KafkaDeadLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final long MAX_PENDING_BYTES = 16L * 1024 * 1024;
    private static final int MAX_REASON_LENGTH = 4_000;
    private static final int TRUNCATED_BYTES = 512 * 1024;

    private final KafkaOperations<byte[], byte[]> kafka;
    private final MeterRegistry registry;
    private final int maxTries;
    private final Duration retryInterval;
    private final AtomicLong pendingBytes = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dead-letters").factory());

    KafkaDeadLetters(
            KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry, int maxTries, Duration retryInterval) {
        this.kafka = kafka;
        this.registry = registry;
        this.maxTries = maxTries;
        this.retryInterval = retryInterval;
    }

    /** Copies the record. Returns when Kafka has the copy, or after a short time. */
    void send(ConsumerRecord<byte[], byte[]> message, String reason) {
        DeadLetter letter = new DeadLetter(message, reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH)));
        long pendingBefore = pendingBytes.getAndAdd(letter.size());
        if (pendingBefore > 0 && pendingBefore + letter.size() > MAX_PENDING_BYTES) {
            giveUp(letter, "too many records wait for their dead-letter topics");
            return;
        }
        execute(() -> send(letter, letter.copy(), 1));
        // While other records wait, the dead-letter topics are unavailable, so waiting would not help.
        if (pendingBefore == 0) {
            awaitFirstTry(letter);
        }
    }

    private record DeadLetter(
            ConsumerRecord<byte[], byte[]> message, String reason, CompletableFuture<Boolean> firstTry) {
        DeadLetter(ConsumerRecord<byte[], byte[]> message, String reason) {
            this(message, reason, new CompletableFuture<>());
        }

        long size() {
            return 1L + (message.value() == null ? 0 : message.value().length);
        }

        ProducerRecord<byte[], byte[]> copy() {
            ProducerRecord<byte[], byte[]> copy =
                    new ProducerRecord<>(Topics.deadLettersOf(message.topic()), message.key(), message.value());
            message.headers().forEach(copy.headers()::add);
            return withOrigin(copy);
        }

        /** The copy of a record that does not fit into its dead-letter topic. */
        ProducerRecord<byte[], byte[]> truncatedCopy() {
            byte[] start = Arrays.copyOf(message.value(), Math.min(message.value().length, TRUNCATED_BYTES));
            ProducerRecord<byte[], byte[]> copy =
                    new ProducerRecord<>(Topics.deadLettersOf(message.topic()), null, start);
            copy.headers().add("lockstep_truncated", utf8("the record has %d bytes".formatted(size() - 1)));
            return withOrigin(copy);
        }

        private ProducerRecord<byte[], byte[]> withOrigin(ProducerRecord<byte[], byte[]> copy) {
            copy.headers()
                    .add("lockstep_reason", utf8(reason))
                    .add("lockstep_partition", utf8(Integer.toString(message.partition())))
                    .add("lockstep_offset", utf8(Long.toString(message.offset())));
            return copy;
        }
    }

    private void send(DeadLetter letter, ProducerRecord<byte[], byte[]> copy, int tries) {
        CompletableFuture<?> sent;
        try {
            sent = kafka.send(copy);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<?> _ =
                sent.whenComplete((_, thrown) -> execute(() -> handleResult(letter, copy, tries, thrown)));
    }

    private void handleResult(
            DeadLetter letter, ProducerRecord<byte[], byte[]> copy, int tries, @Nullable Throwable thrown) {
        if (thrown == null) {
            end(letter, "lockstep.dead.letters");
            log(letter)
                    .log(
                            "unreadable record moved to the dead-letter topic; inspect it there, no report is sent for it");
            return;
        }
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        boolean isTooLarge = cause instanceof RecordTooLargeException;
        if (isTooLarge && copy.value() != null && copy.value().length > TRUNCATED_BYTES) {
            send(letter, letter.truncatedCopy(), tries);
        } else if (isTooLarge || tries >= maxTries) {
            giveUp(letter, cause.toString());
        } else {
            letter.firstTry().complete(false);
            schedule(() -> send(letter, copy, tries + 1));
        }
    }

    private void giveUp(DeadLetter letter, String failure) {
        end(letter, "lockstep.dead.letters.lost");
        log(letter)
                .addKeyValue("failure", failure)
                .log(
                        "unreadable record could not be copied to the dead-letter topic; it is skipped, and its topic has it"
                                + " until its retention ends");
    }

    private void end(DeadLetter letter, String counter) {
        pendingBytes.addAndGet(-letter.size());
        registry.counter(counter, "topic", letter.message().topic()).increment();
        letter.firstTry().complete(true);
    }

    private static LoggingEventBuilder log(DeadLetter letter) {
        return LOG.atError()
                .addKeyValue("topic", letter.message().topic())
                .addKeyValue("partition", letter.message().partition())
                .addKeyValue("offset", letter.message().offset())
                .addKeyValue("reason", letter.reason());
    }

    private void execute(Runnable task) {
        try {
            thread.execute(ProcessExit.guard("dead letters", task));
        } catch (RejectedExecutionException _e) {
            LOG.atWarn().log("the worker is stopping; a record was not copied to its dead-letter topic");
        }
    }

    private void schedule(Runnable task) {
        try {
            ScheduledFuture<?> _ = thread.schedule(
                    ProcessExit.guard("dead letters", task), retryInterval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _e) {
            LOG.atWarn().log("the worker is stopping; a record was not copied to its dead-letter topic");
        }
    }

    private static void awaitFirstTry(DeadLetter letter) {
        try {
            letter.firstTry().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _e) {
            LOG.atWarn()
                    .addKeyValue("topic", letter.message().topic())
                    .log("the dead-letter topic does not answer; the copy continues in the background");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the first try never completes exceptionally", e);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
