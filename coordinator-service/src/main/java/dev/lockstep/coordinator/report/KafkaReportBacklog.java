package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.deadline.ReportBacklog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the ends of the reports topic with the offsets that the consumer group of all coordinators has committed. */
public final class KafkaReportBacklog implements ReportBacklog {
    /** The consumer group of all coordinators. */
    public static final String GROUP = "lockstep-coordinator";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportBacklog.class);
    private static final int TIMEOUT_SECONDS = 5;

    private final Admin admin;

    public KafkaReportBacklog(Admin admin) {
        this.admin = admin;
    }

    /** The end offsets of the partitions that contain reports. */
    record EndOffsets(Map<TopicPartition, Long> offsets) implements Ends {}

    @Override
    public Ends ends() throws UnavailableException {
        return ask(this::currentEnds);
    }

    @Override
    public boolean isProcessedUpTo(Ends ends) throws UnavailableException {
        Map<TopicPartition, Long> awaited = ((EndOffsets) ends).offsets();
        return ask(() -> isCommittedUpTo(awaited) || isCommittedUpTo(withoutLostReports(awaited)));
    }

    private interface Query<T> {
        T run() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private static <T> T ask(Query<T> query) throws UnavailableException {
        try {
            return query.run();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("Could not read the backlog of reports; no lease lapses until Kafka is reachable again");
            throw new UnavailableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(e);
        }
    }

    private EndOffsets currentEnds() throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, TopicDescription> topics =
                get(admin.describeTopics(List.of(Topics.REPORTS)).allTopicNames());
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topics.values().forEach(topic -> topic.partitions().forEach(partition -> {
            earliest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.earliest());
            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
        }));
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                get(admin.listOffsets(earliest).all());
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest).all()).forEach((partition, end) -> {
            ListOffsetsResultInfo start = starts.get(partition);
            if (start == null || end.offset() > start.offset()) {
                ends.put(partition, end.offset());
            }
        });
        return new EndOffsets(ends);
    }

    // A deleted topic that was created again is shorter; reports that are lost with it are not waited for.
    private Map<TopicPartition, Long> withoutLostReports(Map<TopicPartition, Long> awaited)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, Long> current = currentEnds().offsets();
        Map<TopicPartition, Long> remaining = new HashMap<>();
        awaited.forEach((partition, end) -> {
            Long currentEnd = current.get(partition);
            if (currentEnd != null) {
                remaining.put(partition, Math.min(end, currentEnd));
            }
        });
        return remaining;
    }

    private boolean isCommittedUpTo(Map<TopicPartition, Long> ends)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata committed = offsets.get(end.getKey());
            return committed != null && committed.offset() >= end.getValue();
        });
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
