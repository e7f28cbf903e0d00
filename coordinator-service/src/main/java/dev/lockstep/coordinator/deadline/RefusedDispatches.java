package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.orchestration.Voice;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Tells the sagas of dispatches that Kafka refused for good: to them it is one more way to fail. */
public final class RefusedDispatches {
    private final JdbcOutbox outbox;
    private final SagaShell sagas;
    private final Transactions transactions;

    public RefusedDispatches(JdbcOutbox outbox, SagaShell sagas, Transactions transactions) {
        this.outbox = outbox;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    public void tick() {
        boolean more = true;
        while (more) {
            more = transactions.run(() -> outbox.nextParked().map(this::refuse).isPresent());
        }
    }

    private ParkedDispatch refuse(ParkedDispatch parked) {
        sagas.tell(
                parked.migration(),
                Voice.coordinator("Kafka refused the dispatch for good"),
                occasion ->
                        new SagaCommand.RefuseDispatch(occasion, parked.step(), parked.dispatch(), parked.reason()));
        outbox.refused(parked);
        return parked;
    }
}
