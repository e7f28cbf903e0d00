package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;

/** Reads the whole topic with a consumer of its own, which is in no group and commits nothing. */
final class KafkaTopicReader {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_KEPT = 10_000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final SubscriberProperties settings;
    private final Clock clock;

    KafkaTopicReader(ConsumerFactory<byte[], byte[]> consumers, SubscriberProperties settings, Clock clock) {
        this.consumers = consumers;
        this.settings = settings;
        this.clock = clock;
    }

    private interface Visitor {
        void visit(ConsumerRecord<byte[], byte[]> source);
    }

    /** The events of a migration above a sequence, by sequence; at most the first 10,000 of them. */
    SortedMap<Long, KafkaEvent> eventsAfter(long last, MigrationId migration) {
        TreeMap<Long, KafkaEvent> found = new TreeMap<>();
        read(null, source -> {
            if (KafkaEvent.isOf(migration, source)) {
                keep(source, last, found);
            }
        });
        return found;
    }

    private static void keep(ConsumerRecord<byte[], byte[]> source, long last, NavigableMap<Long, KafkaEvent> found) {
        try {
            KafkaEvent event = KafkaEvent.read(source);
            if (event.sequence() > last) {
                found.putIfAbsent(event.sequence(), event);
            }
            if (found.size() > MAX_KEPT) {
                found.pollLastEntry();
            }
        } catch (UnreadableEvent _e) {
            // The listener of the topic has sent it to the dead-letter topic, or will.
        }
    }

    /** Visits all readable events from a time, or from the beginning. */
    void readEvents(@Nullable Instant from, java.util.function.Consumer<KafkaEvent> visitor) {
        read(from, source -> {
            KafkaEvent event;
            try {
                event = KafkaEvent.read(source);
            } catch (UnreadableEvent _e) {
                // The listener of the topic has sent it to the dead-letter topic, or will.
                return;
            }
            visitor.accept(event);
        });
    }

    /** Visits all records from a time, or from the beginning, to the present end of each partition. */
    private void read(@Nullable Instant from, Visitor visitor) {
        Instant limit = clock.instant().plus(settings.replayLimit());
        try (Consumer<byte[], byte[]> consumer = consumers.createConsumer(settings.group(), "-replay", "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(settings.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, partitions, from);
            while (!isAt(ends, consumer)) {
                if (clock.instant().isAfter(limit)) {
                    throw new IllegalStateException(
                            "Reading the topic %s took longer than %s; raise lockstep.subscriber.replay-limit"
                                    .formatted(settings.topic(), settings.replayLimit()));
                }
                consumer.poll(POLL).forEach(visitor::visit);
            }
        }
    }

    private static boolean isAt(Map<TopicPartition, Long> ends, Consumer<?, ?> consumer) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static void seek(Consumer<?, ?> consumer, List<TopicPartition> partitions, @Nullable Instant from) {
        consumer.seekToBeginning(partitions);
        if (from == null) {
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp offset = offsets.get(partition);
            if (offset == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, offset.offset());
            }
        }
    }
}
