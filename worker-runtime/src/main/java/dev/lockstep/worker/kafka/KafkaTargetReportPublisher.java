package dev.lockstep.worker.kafka;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.dispatch.TargetReportPublisher;
import dev.lockstep.worker.dispatch.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/** Publishes reports about targets with an idempotent producer. The key is the target, which keeps its reports in order. */
final class KafkaTargetReportPublisher implements TargetReportPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTargetReportPublisher.class);

    private final KafkaOperations<byte[], byte[]> kafka;

    KafkaTargetReportPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void publish(TargetReport report, TraceHeaders trace) {
        var _ = send(message(report, trace)).whenComplete((_, thrown) -> {
            if (thrown != null) {
                LOG.atWarn()
                        .addKeyValue("target", report.header().target())
                        .addKeyValue("dispatch", report.header().dispatch())
                        .setCause(thrown)
                        .log("report not published; the coordinator sends the request again");
            }
        });
    }

    private CompletableFuture<?> send(ProducerRecord<byte[], byte[]> message) {
        try {
            return kafka.send(message);
        } catch (KafkaException | org.apache.kafka.common.KafkaException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private static ProducerRecord<byte[], byte[]> message(TargetReport report, TraceHeaders trace) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                Topics.REPORTS,
                report.header().target().value().getBytes(StandardCharsets.UTF_8),
                LockstepJson.messages().writeValueAsBytes(report));
        trace.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
