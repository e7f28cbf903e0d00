package dev.lockstep.worker.kafka;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.dispatch.ReportPublisher;
import dev.lockstep.worker.dispatch.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import tools.jackson.core.JacksonException;

/** Publishes reports with an idempotent producer. The key is the migration, which keeps its reports in order. */
final class KafkaReportPublisher implements ReportPublisher {
    // Less than the limit of the topic, because the headers count too.
    private static final int MAX_BYTES = Topics.MAX_MESSAGE_BYTES - 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportPublisher.class);

    private final KafkaOperations<byte[], byte[]> kafka;

    KafkaReportPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public CompletionStage<?> publish(Report report, TraceHeaders trace) {
        return send(message(report, trace)).whenComplete((_, thrown) -> {
            if (thrown != null) {
                LOG.atWarn()
                        .addKeyValue("migration", report.header().migration())
                        .addKeyValue("dispatch", report.header().dispatch())
                        .setCause(thrown)
                        .log("report not published; without a later report the lease lapses");
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

    private static ProducerRecord<byte[], byte[]> message(Report report, TraceHeaders trace) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                Topics.REPORTS,
                report.header().migration().toString().getBytes(StandardCharsets.UTF_8),
                serialize(report));
        trace.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    /**
     * A report that cannot be sent is replaced, because without a report the step would be dispatched again and again.
     */
    static byte[] serialize(Report report) {
        try {
            byte[] message = LockstepJson.messages().writeValueAsBytes(report);
            if (message.length <= MAX_BYTES) {
                return message;
            }
            return LockstepJson.messages()
                    .writeValueAsBytes(unsendable(
                            report, "it has %d bytes; the limit is %d".formatted(message.length, MAX_BYTES)));
        } catch (JacksonException thrown) {
            return LockstepJson.messages().writeValueAsBytes(unsendable(report, JsonErrorText.of(thrown)));
        }
    }

    private static Report unsendable(Report report, String reason) {
        StepFailure failure = new StepFailure.Permanent(
                "report-not-sendable",
                "the worker could not send its report %s: %s"
                        .formatted(report.getClass().getSimpleName(), reason),
                changesNothing(report) ? StepFailure.Effect.NONE : StepFailure.Effect.PARTIAL);
        return new Report.Failed(report.header(), failure);
    }

    private static boolean changesNothing(Report report) {
        return report instanceof Report.DryRun
                || report instanceof Report.Rehearsed
                || report instanceof Report.BackedUp
                || (report instanceof Report.Restored restored
                        && restored.result().dryRun());
    }
}
