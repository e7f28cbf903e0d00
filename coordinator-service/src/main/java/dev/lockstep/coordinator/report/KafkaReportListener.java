package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.kafka.KafkaDeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.transaction.TransactionException;

/**
 * Handles the reports of a poll together. Their offsets are committed after the transaction that handles them.
 *
 * <p>While the database is unreachable, the listener retries the same reports. If they fail together for another reason,
 * each is handled alone, and those that fail go to the dead-letter topic, so that they do not block the others.
 */
public final class KafkaReportListener implements BatchMessageListener<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReportListener.class);
    private final ReportHandler reports;
    private final KafkaDeadLetters deadLetters;

    public KafkaReportListener(ReportHandler reports, KafkaDeadLetters deadLetters) {
        this.reports = reports;
        this.deadLetters = deadLetters;
    }

    private record ReceivedReport(ConsumerRecord<byte[], byte[]> message, Report report) {}

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages) {
        List<ReceivedReport> received = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            switch (ReportParser.parse(message.key(), message.value())) {
                case ParsedReport.Unreadable(String reason) -> deadLetters.send(message, reason);
                case ParsedReport.Valid(Report report) -> received.add(new ReceivedReport(message, report));
            }
        }
        handleTogether(received);
    }

    // Catches all exceptions at this boundary: a retry only helps if the database is unreachable.
    private void handleTogether(List<ReceivedReport> received) {
        try {
            handle(received);
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reports", received.size())
                    .setCause(e)
                    .log("Could not handle reports together; each is handled alone");
            received.forEach(this::handleAlone);
        }
    }

    private void handleAlone(ReceivedReport received) {
        try {
            handle(List.of(received));
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("migration", received.report().header().migration())
                    .addKeyValue("dispatch", received.report().header().dispatch())
                    .setCause(e)
                    .log("Could not handle a report; the report is sent to the dead-letter topic");
            deadLetters.send(received.message(), "handling the report failed: " + e);
        }
    }

    private void handle(List<ReceivedReport> received) {
        List<Optional<String>> refusals =
                reports.handleAll(received.stream().map(ReceivedReport::report).toList());
        for (int index = 0; index < received.size(); index++) {
            ConsumerRecord<byte[], byte[]> message = received.get(index).message();
            refusals.get(index).ifPresent(reason -> deadLetters.send(message, reason));
        }
    }
}
