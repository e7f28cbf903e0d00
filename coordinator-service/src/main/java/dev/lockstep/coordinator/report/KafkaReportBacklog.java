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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the end of the reports topic with the offsets that the consumer group of all coordinators has committed. */
public final class KafkaReportBacklog implements ReportBacklog {
    /** The consumer group of all coordinators. */
    public static final String GROUP = "lockstep-coordinator";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportBacklog.class);
    private static final int TIMEOUT_SECONDS = 5;
    private final Admin admin;
    // These ends stay fixed until the group has committed up to them. The current ends move on under load, so the group
    // might never reach them.
    private @Nullable Map<TopicPartition, Long> awaitedEnds;

    public KafkaReportBacklog(Admin admin) {
        this.admin = admin;
    }

    @Override
    public synchronized State state() {
        try {
            Map<TopicPartition, Long> ends = awaitedEnds == null ? currentEnds() : awaitedEnds;
            boolean isProcessed = isCommittedUpTo(ends);
            awaitedEnds = isProcessed ? null : ends;
            return isProcessed ? State.PROCESSED : State.PENDING;
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("Could not read the backlog of reports; no lease lapses until Kafka is reachable again");
            return State.UNKNOWN;
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return State.UNKNOWN;
        }
    }

    private Map<TopicPartition, Long> currentEnds() throws ExecutionException, TimeoutException, InterruptedException {
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
        return ends;
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
