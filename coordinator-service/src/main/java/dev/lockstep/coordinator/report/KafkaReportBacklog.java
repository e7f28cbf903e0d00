package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.deadline.Backlog;
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

/** The reports that lie in Kafka, measured against what all coordinators together have committed. */
public final class KafkaReportBacklog implements Backlog {
    /** The consumer group that all coordinators share. */
    public static final String GROUP = "lockstep-coordinator";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportBacklog.class);
    private static final int LIMIT_SECONDS = 5;

    private final Admin admin;
    // Fixed until it is read, for under traffic a topic is never read to its end.
    private @Nullable Map<TopicPartition, Long> mark;

    public KafkaReportBacklog(Admin admin) {
        this.admin = admin;
    }

    @Override
    public synchronized State state() {
        try {
            Map<TopicPartition, Long> ends = mark == null ? ends() : mark;
            boolean read = isReadUpTo(ends);
            mark = read ? null : ends;
            return read ? State.READ : State.UNREAD;
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("Kafka cannot say which reports wait; no lease lapses meanwhile");
            return State.UNKNOWN;
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return State.UNKNOWN;
        }
    }

    private Map<TopicPartition, Long> ends() throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, TopicDescription> topics =
                answer(admin.describeTopics(List.of(Topics.REPORTS)).allTopicNames());
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        topics.values().forEach(topic -> topic.partitions().forEach(part -> {
            first.put(new TopicPartition(topic.name(), part.partition()), OffsetSpec.earliest());
            last.put(new TopicPartition(topic.name(), part.partition()), OffsetSpec.latest());
        }));
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                answer(admin.listOffsets(first).all());
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(admin.listOffsets(last).all()).forEach((part, end) -> {
            ListOffsetsResultInfo start = starts.get(part);
            if (start == null || end.offset() > start.offset()) {
                ends.put(part, end.offset());
            }
        });
        return ends;
    }

    private boolean isReadUpTo(Map<TopicPartition, Long> ends)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> read =
                answer(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata committed = read.get(end.getKey());
            return committed != null && committed.offset() >= end.getValue();
        });
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
