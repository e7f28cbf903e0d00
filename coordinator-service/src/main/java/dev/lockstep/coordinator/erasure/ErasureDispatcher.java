package dev.lockstep.coordinator.erasure;

import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import dev.lockstep.coordinator.unawaited.RequestSender;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import java.time.Duration;

/** Sends the commands of erasures. */
final class ErasureDispatcher {
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(10);
    private final SagaJournal journal;
    private final JdbcRequests<Erasure> requests;
    private final RequestSender sender;

    ErasureDispatcher(SagaJournal journal, JdbcRequests<Erasure> requests, RequestSender sender) {
        this.journal = journal;
        this.requests = requests;
        this.sender = sender;
    }

    void send(StoredRequest<Erasure> stored) {
        Erasure erasure = stored.request();
        sender.send(
                requests,
                stored,
                (commands, data) ->
                        commands.erase(data, erasure.step(), stored.dispatch(), erasure.unit(), erasure.actor()));
    }

    /** Sends nothing while units of the migration must not be erased, as during a rollback. */
    void sendIfAllowed(StoredRequest<Erasure> stored) {
        switch (ErasureRules.decide(
                journal.read(stored.migration()).orElseThrow().state())) {
            case ErasureRules.Decision.Allowed _allowed -> send(stored);
            case ErasureRules.Decision.Refused _refused -> requests.postpone(stored.dispatch(), STATE_INTERVAL);
        }
    }
}
