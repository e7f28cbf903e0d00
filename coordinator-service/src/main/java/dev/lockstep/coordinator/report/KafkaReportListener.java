package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.coordinator.database.JdbcErrors;
import dev.lockstep.coordinator.targetrequest.TargetReports;
import dev.lockstep.service.KafkaDeadLetters;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Handles the reports of a poll together. Their offsets are committed after the transaction that handles them.
 *
 * <p>While the database is unreachable, the listener retries the same reports. If they fail together for another reason,
 * each is handled alone, and those that fail go to the dead-letter topic, so that they do not block the others.
 */
public final class KafkaReportListener implements BatchMessageListener<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportListener.class);
    private final ReportHandler reports;
    private final TargetReports targetReports;
    private final KafkaDeadLetters deadLetters;

    public KafkaReportListener(ReportHandler reports, TargetReports targetReports, KafkaDeadLetters deadLetters) {
        this.reports = reports;
        this.targetReports = targetReports;
        this.deadLetters = deadLetters;
    }

    /** Dead letters are sent last: while the database is unreachable, the same reports are delivered again and again. */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages) {
        SequencedMap<ConsumerRecord<byte[], byte[]>, Report> received = new LinkedHashMap<>();
        SequencedMap<ConsumerRecord<byte[], byte[]>, TargetReport> ofTargets = new LinkedHashMap<>();
        SequencedMap<ConsumerRecord<byte[], byte[]>, String> refused = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            switch (ReportParser.parse(message.key(), message.value())) {
                case ParsedReport.Unreadable(String reason) -> refused.put(message, reason);
                case ParsedReport.Valid(Report report) -> received.put(message, report);
                case ParsedReport.OfTarget(TargetReport report) -> ofTargets.put(message, report);
            }
        }
        Map<Report, String> refusals = handle(List.copyOf(received.values()));
        received.forEach((message, report) -> {
            String reason = refusals.get(report);
            if (reason != null) {
                refused.put(message, reason);
            }
        });
        ofTargets.forEach((message, report) -> handle(report).ifPresent(reason -> refused.put(message, reason)));
        refused.forEach(deadLetters::send);
    }

    // Catches all exceptions at this boundary: a retry only helps if the database is the cause.
    private Optional<String> handle(TargetReport report) {
        try {
            targetReports.handle(report);
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            LOG.atError()
                    .addKeyValue("target", report.header().target())
                    .addKeyValue("dispatch", report.header().dispatch())
                    .setCause(e)
                    .log("Could not handle a report; the report is sent to the dead-letter topic");
            return Optional.of("handling the report failed: " + e);
        }
    }

    // Catches all exceptions at this boundary: a retry only helps if the database is the cause.
    private Map<Report, String> handle(List<Report> received) {
        try {
            return reports.handleAll(received);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            return received.size() == 1 ? refuse(received.getFirst(), e) : handleEach(received, e);
        }
    }

    private static Map<Report, String> refuse(Report report, Throwable cause) {
        LOG.atError()
                .addKeyValue("migration", report.header().migration())
                .addKeyValue("dispatch", report.header().dispatch())
                .setCause(cause)
                .log("Could not handle a report; the report is sent to the dead-letter topic");
        return Map.of(report, "handling the report failed: " + cause);
    }

    private Map<Report, String> handleEach(List<Report> received, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("reports", received.size())
                .setCause(cause)
                .log("Could not handle reports together; each is handled alone");
        Map<Report, String> refusals = new HashMap<>();
        received.forEach(report -> refusals.putAll(handle(List.of(report))));
        return refusals;
    }
}
