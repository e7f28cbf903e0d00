package dev.lockstep.coordinator.target;

import dev.lockstep.contract.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes messages that are no longer needed from the compacted topic of the targets. */
final class KafkaRegistrationTombstones {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRegistrationTombstones.class);
    private final Supplier<Producer<byte[], byte[]>> producers;

    KafkaRegistrationTombstones(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    void send(List<String> messageKeys) {
        for (String key : messageKeys) {
            ProducerRecord<byte[], byte[]> tombstone =
                    new ProducerRecord<>(Topics.TARGETS, key.getBytes(StandardCharsets.UTF_8), null);
            Future<RecordMetadata> _ = producers.get().send(tombstone, (_metadata, failure) -> log(key, failure));
        }
    }

    private static void log(String key, @Nullable Exception failure) {
        if (failure != null) {
            LOG.atWarn().addKeyValue("key", key).setCause(failure).log("Could not delete an obsolete registration");
        }
    }
}
