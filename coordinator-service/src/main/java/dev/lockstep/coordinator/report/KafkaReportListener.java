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
 * Handles reports one by one; an offset is committed after the transaction of its report.
 *
 * <p>While the database is not reachable, the listener waits. A report that cannot be handled goes to the dead-letter
 * topic, so that it does not block the reports behind it.
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

    // An edge of the application: any failure but an unreachable database would only repeat itself.
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
                    .log("Handling a report failed; the report goes to the dead-letter topic");
            deadLetters.send(message, "handling the report failed: " + e);
        }
    }
}
