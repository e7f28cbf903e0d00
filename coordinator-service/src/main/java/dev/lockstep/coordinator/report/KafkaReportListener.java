package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.kafka.KafkaDeadLetters;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.transaction.TransactionException;

/**
 * Handles reports one by one. The offset of a report is committed after the transaction that handles the report.
 *
 * <p>While the database is unreachable, the listener retries the same report. A report that fails for another reason goes
 * to the dead-letter topic, so that it does not block the reports behind it.
 */
public final class KafkaReportListener implements MessageListener<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportListener.class);
    private final ReportHandler reports;
    private final KafkaDeadLetters deadLetters;

    public KafkaReportListener(ReportHandler reports, KafkaDeadLetters deadLetters) {
        this.reports = reports;
        this.deadLetters = deadLetters;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message) {
        switch (ReportParser.parse(message.key(), message.value())) {
            case ParsedReport.Unreadable(String reason) -> deadLetters.send(message, reason);
            case ParsedReport.Valid(Report report) -> handle(message, report);
        }
    }

    // Catches all exceptions at this boundary: a retry only helps if the database is unreachable.
    private void handle(ConsumerRecord<byte[], byte[]> message, Report report) {
        try {
            reports.handle(report).ifPresent(reason -> deadLetters.send(message, reason));
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("migration", report.header().migration())
                    .addKeyValue("dispatch", report.header().dispatch())
                    .setCause(e)
                    .log("Could not handle a report; the report is sent to the dead-letter topic");
            deadLetters.send(message, "handling the report failed: " + e);
        }
    }
}
