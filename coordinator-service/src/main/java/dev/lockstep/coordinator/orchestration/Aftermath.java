package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** Writes down what must follow from an event, in the event's own transaction. */
public final class Aftermath {
    private final JdbcOutbox outbox;
    private final JdbcDispatches dispatches;
    private final JdbcDeadlines deadlines;
    private final JdbcClaims claims;
    private final Announcements announcements;

    public Aftermath(
            JdbcOutbox outbox,
            JdbcDispatches dispatches,
            JdbcDeadlines deadlines,
            JdbcClaims claims,
            Announcements announcements) {
        this.outbox = outbox;
        this.dispatches = dispatches;
        this.deadlines = deadlines;
        this.claims = claims;
        this.announcements = announcements;
    }

    void carryOut(Recorded after, SagaEffect effect, Occasion occasion) {
        switch (effect) {
            case SagaEffect.Send send -> {
                dispatches.open(send);
                outbox.add(send.command());
            }
            case SagaEffect.Settle settle -> dispatches.settle(settle.dispatch());
            case SagaEffect.WakeAt wake -> deadlines.set(after.migration(), wake);
            case SagaEffect.Publish publish ->
                outbox.add(after.migration(), publish.round(), publish.event(), occasion.at());
            case SagaEffect.HoldTargets _hold -> claims.hold(after.migration());
            case SagaEffect.ReleaseTargets _release -> claims.release(after.migration());
        }
    }

    void announce(Recorded after, List<SagaEvent> events) {
        Transactions.afterCommit(() -> announcements.committed(after, events));
    }
}
