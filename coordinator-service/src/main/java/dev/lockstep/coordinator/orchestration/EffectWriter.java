package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.Transition;
import java.util.List;

/** Writes the effects of transitions to the database, in the transaction that appends their events. */
public final class EffectWriter {
    private final SagaEffects effects;
    private final JdbcOutbox outbox;
    private final JdbcDispatches dispatches;
    private final JdbcRetries retries;
    private final JdbcClaims claims;

    public EffectWriter(
            SagaEffects effects, JdbcOutbox outbox, JdbcDispatches dispatches, JdbcRetries retries, JdbcClaims claims) {
        this.effects = effects;
        this.outbox = outbox;
        this.dispatches = dispatches;
        this.retries = retries;
        this.claims = claims;
    }

    void write(MigrationId migration, List<Transition> transitions, CommandContext context) {
        transitions.stream()
                .flatMap(transition -> effects.effectsOf(transition).stream())
                .forEach(effect -> write(migration, effect, context));
    }

    private void write(MigrationId migration, SagaEffect effect, CommandContext context) {
        switch (effect) {
            case SagaEffect.Send(Command command) -> {
                dispatches.insert(command);
                outbox.add(command);
            }
            case SagaEffect.Settle settle -> dispatches.settle(settle.dispatch());
            case SagaEffect.ScheduleRetry retry -> retries.schedule(migration, retry);
            case SagaEffect.Publish publish -> outbox.add(migration, publish.round(), publish.event(), context.at());
            case SagaEffect.ClaimTargets _e -> claims.claimAgain(migration);
            case SagaEffect.ReleaseTargets _e -> claims.release(migration);
        }
    }
}
