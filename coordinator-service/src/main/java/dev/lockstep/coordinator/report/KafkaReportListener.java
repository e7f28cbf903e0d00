package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.topic.KafkaDeadLetters;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.transaction.TransactionException;

/**
 * Handles one report after the other; its offset is committed after the saga's transaction is.
 *
 * <p>A database that is away is waited for. A report that breaks the coordinator itself is put aside, or it would hold up
 * all that come after it.
 */
public final class KafkaReportListener implements MessageListener<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportListener.class);

    private final Reports reports;
    private final KafkaDeadLetters deadLetters;

    public KafkaReportListener(Reports reports, KafkaDeadLetters deadLetters) {
        this.reports = reports;
        this.deadLetters = deadLetters;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message) {
        switch (ReportReader.read(message.key(), message.value())) {
            case Reading.Unreadable(String reason) -> deadLetters.bury(message, reason);
            case Reading.Read(Report report) -> handle(message, report);
        }
    }

    // An edge: what is neither the database's absence nor a rival must not come again for ever.
    private void handle(ConsumerRecord<byte[], byte[]> message, Report report) {
        try {
            reports.handle(report).ifPresent(reason -> deadLetters.bury(message, reason));
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("migration", report.header().migration())
                    .addKeyValue("dispatch", report.header().dispatch())
                    .setCause(e)
                    .log("A report broke its handling");
            deadLetters.bury(message, "it broke its handling: " + e);
        }
    }
}
