package dev.lockstep.benchmark;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends commands that the coordinator does not send, and waits for their reports. */
final class KafkaWorkerCommands implements AutoCloseable {

    // Above every dispatch of the coordinator. The commands do not raise the fence.
    private static final long FIRST_DISPATCH = 1_000_000_000_000L;
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> reports;
    private long dispatch = FIRST_DISPATCH;

    KafkaWorkerCommands(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        reports = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = reports.partitionsFor(Topics.REPORTS).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        reports.assign(partitions);
        reports.seekToEnd(partitions);
        partitions.forEach(reports::position);
    }

    /** A report, and the time from before the command was sent until it arrived. */
    record Answer<R extends Report>(R report, Duration duration) {}

    CommandHeader header(MigrationId migration, Step step, Checksum checksum) {
        dispatch++;
        return new CommandHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                migration,
                step.id(),
                step.target(),
                null,
                new DispatchNumber(dispatch),
                checksum,
                null,
                LEASE,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                null);
    }

    /** Sends the command and waits for its last report, which must be of this type. */
    <R extends Report> Answer<R> run(Command command, Class<R> expected) {
        long startNanos = System.nanoTime();
        Future<RecordMetadata> _ = producer.send(new ProducerRecord<>(
                Topics.commandsOf(command.header().target()),
                LockstepJson.messages().writeValueAsBytes(command)));
        producer.flush();
        while (System.nanoTime() - startNanos < LIMIT.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> message : reports.poll(POLL_LIMIT)) {
                Report report = LockstepJson.messages().readValue(message.value(), Report.class);
                boolean isLast = !(report instanceof Report.Accepted || report instanceof Report.Heartbeat);
                if (isLast && report.header().dispatch().equals(command.header().dispatch())) {
                    return new Answer<>(expected.cast(report), Duration.ofNanos(System.nanoTime() - startNanos));
                }
            }
        }
        throw new IllegalStateException("no report on %s within %s".formatted(command, LIMIT));
    }

    @Override
    public void close() {
        producer.close();
        reports.close();
    }
}
