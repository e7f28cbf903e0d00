package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaEvolution;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tells the saga: load, decide, append with the expected version, carry out, all in one transaction. */
public final class SagaShell {
    private final SagaJournal journal;
    private final Saga saga;
    private final Aftermath aftermath;
    private final Transactions transactions;

    /** The three pure functions. */
    public record Saga(SagaDecider decider, SagaEvolution evolution, SagaEffects effects) {}

    public SagaShell(SagaJournal journal, Saga saga, Aftermath aftermath, Transactions transactions) {
        this.journal = journal;
        this.saga = saga;
        this.aftermath = aftermath;
        this.transactions = transactions;
    }

    /** Tells a migration that nobody has locked yet. */
    public Told tell(MigrationId migration, Voice voice, Function<Occasion, SagaCommand> command) {
        return transactions.run(() -> journal.lock(migration)
                .map(before -> tell(before, voice, command))
                .orElseGet(Told.Unknown::new));
    }

    /** Tells a migration that this transaction has locked, or is creating. */
    public Told tell(Recorded before, Voice voice, Function<Occasion, SagaCommand> command) {
        Occasion occasion = journal.occasion(voice.actor(), voice.reason());
        return switch (saga.decider().decide(before.state(), command.apply(occasion))) {
            case Decision.Refused(String reason) -> new Told.Refused(reason);
            case Decision.Happens(List<SagaEvent> events) when events.isEmpty() -> new Told.Happened(before, events);
            case Decision.Happens(List<SagaEvent> events) -> record(before, events, occasion);
        };
    }

    private Told record(Recorded before, List<SagaEvent> events, Occasion occasion) {
        SagaState state = before.state();
        List<SagaEffect> effects = new ArrayList<>();
        for (SagaEvent event : events) {
            effects.addAll(saga.effects().effectsOf(state, event));
            state = saga.evolution().evolve(state, event);
        }
        Recorded after = journal.append(before, state, events, occasion);
        effects.forEach(effect -> aftermath.carryOut(after, effect, occasion));
        aftermath.announce(after, events);
        return new Told.Happened(after, events);
    }
}
