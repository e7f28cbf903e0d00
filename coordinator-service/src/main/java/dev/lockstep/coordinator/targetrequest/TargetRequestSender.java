package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.KeyedMessage;
import dev.lockstep.coordinator.outbox.PublishResult;
import dev.lockstep.coordinator.unawaited.AttemptWaits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests that have no answer, each after the commit of its attempt, and gives up after the last attempt. An attempt
 * that Kafka does not accept does not count. Used by one thread.
 */
final class TargetRequestSender {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRequestSender.class);
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration UNSENT_WAIT = Duration.ofSeconds(10);

    private final JdbcTargetRequests requests;
    private final TargetRequestEndings endings;
    private final Transactions transactions;
    private final Function<KeyedMessage, CompletionStage<PublishResult>> kafka;
    private final AttemptWaits waits;

    /**
     * @param kafka starts to send a message; may block while Kafka does not answer
     * @param lease how long the first attempt waits for an answer; each further one waits twice as long
     */
    TargetRequestSender(
            JdbcTargetRequests requests,
            TargetRequestEndings endings,
            Transactions transactions,
            Function<KeyedMessage, CompletionStage<PublishResult>> kafka,
            Duration lease) {
        this.requests = requests;
        this.endings = endings;
        this.transactions = transactions;
        this.kafka = kafka;
        this.waits = new AttemptWaits(lease);
    }

    /** Sends or gives up all requests whose next attempt is due. */
    void sendDue() {
        Optional<StoredTargetRequest> due = transactions.run(this::takeNextDue);
        while (due.isPresent()) {
            due.filter(taken -> taken.view().attempts() < MAX_ATTEMPTS).ifPresent(this::send);
            due = transactions.run(this::takeNextDue);
        }
    }

    private Optional<StoredTargetRequest> takeNextDue() {
        Optional<StoredTargetRequest> due = requests.lockNextDue();
        due.ifPresent(taken -> {
            if (taken.view().attempts() < MAX_ATTEMPTS) {
                requests.markSent(
                        taken.message().header().dispatch(),
                        waits.after(taken.view().attempts()));
            } else {
                endings.failed(taken, lastFinding(taken.view()));
            }
        });
        return due;
    }

    private static String lastFinding(TargetRequestView request) {
        return request.finding() == null
                ? "no worker has answered in %d attempts".formatted(MAX_ATTEMPTS)
                : "all of %d attempts have failed; the last failure: %s".formatted(MAX_ATTEMPTS, request.finding());
    }

    private void send(StoredTargetRequest request) {
        var header = request.message().header();
        KeyedMessage message = new KeyedMessage(
                Topics.commandsOf(header.target()),
                header.target().value(),
                LockstepJson.messages().writeValueAsString(request.message()));
        PublishResult result = kafka.apply(message).toCompletableFuture().join();
        switch (result) {
            case PublishResult.Published _p -> {}
            case PublishResult.Deferred(String reason) -> postpone(request, reason);
            case PublishResult.Rejected(String reason) -> end(request, "Kafka has rejected the request: " + reason);
        }
    }

    private void postpone(StoredTargetRequest request, String reason) {
        LOG.atInfo()
                .addKeyValue("target", request.view().target())
                .addKeyValue("request", request.view().number())
                .addKeyValue("reason", reason)
                .log("A request was not sent; it is sent later");
        transactions.run(() -> {
            requests.markUnsent(request.message().header().dispatch(), UNSENT_WAIT);
            return request;
        });
    }

    private void end(StoredTargetRequest request, String finding) {
        transactions.run(() -> {
            requests.lockRequested(request.message().header().dispatch())
                    .ifPresent(locked -> endings.failed(locked, finding));
            return request;
        });
    }
}
