package dev.lockstep.service;

import dev.lockstep.contract.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * An unreadable message and its copies.
 *
 * @param firstTry completed after the first try to send a copy, with whether nothing is left to do
 */
record KafkaDeadLetter(ConsumerRecord<byte[], byte[]> message, String reason, CompletableFuture<Boolean> firstTry) {
    private static final String TRUNCATED = "lockstep_truncated";
    private static final int MAX_REASON_LENGTH = 4_000;
    private static final int TRUNCATED_BYTES = 512 * 1024;
    /** About what the objects of a waiting message need besides its bytes. */
    private static final long FIXED_BYTES = 2_048;

    static KafkaDeadLetter of(ConsumerRecord<byte[], byte[]> message, String reason) {
        String shortened = reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        return new KafkaDeadLetter(message, shortened, new CompletableFuture<>());
    }

    /** The memory in bytes that the message needs while it waits. */
    long size() {
        long headers = 0;
        for (Header header : message.headers()) {
            headers += 2L * header.key().length() + length(header.value());
        }
        return FIXED_BYTES + length(message.key()) + length(message.value()) + headers + 2L * reason.length();
    }

    ProducerRecord<byte[], byte[]> copy() {
        ProducerRecord<byte[], byte[]> copy =
                new ProducerRecord<>(Topics.deadLettersOf(message.topic()), message.key(), message.value());
        message.headers().forEach(copy.headers()::add);
        return withOrigin(copy);
    }

    /** The copy of a message that does not fit into its dead-letter topic: only the start of its value. */
    ProducerRecord<byte[], byte[]> truncatedCopy() {
        int length = length(message.value());
        byte[] start =
                message.value() == null ? null : Arrays.copyOf(message.value(), Math.min(length, TRUNCATED_BYTES));
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(Topics.deadLettersOf(message.topic()), null, start);
        copy.headers().add(TRUNCATED, utf8("the value has %d bytes".formatted(length)));
        return withOrigin(copy);
    }

    static boolean isTruncated(ProducerRecord<byte[], byte[]> copy) {
        return copy.headers().lastHeader(TRUNCATED) != null;
    }

    private ProducerRecord<byte[], byte[]> withOrigin(ProducerRecord<byte[], byte[]> copy) {
        copy.headers()
                .add("lockstep_reason", utf8(reason))
                .add("lockstep_partition", utf8(Integer.toString(message.partition())))
                .add("lockstep_offset", utf8(Long.toString(message.offset())));
        return copy;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
