package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;
import java.util.function.Function;

/** Handles commands in one transaction each: loads the state, decides, appends the events and writes the effects. */
public final class SagaShell {
    private final SagaJournal journal;
    private final SagaDecider decider;
    private final EffectWriter effects;
    private final Transactions transactions;
    private final List<CommitListener> listeners;

    public SagaShell(
            SagaJournal journal,
            SagaDecider decider,
            EffectWriter effects,
            Transactions transactions,
            List<CommitListener> listeners) {
        this.journal = journal;
        this.decider = decider;
        this.effects = effects;
        this.transactions = transactions;
        this.listeners = List.copyOf(listeners);
    }

    /** Locks a migration and handles a command. */
    public CommandResult handle(
            MigrationId migration, Requester requester, Function<CommandContext, SagaCommand> command) {
        return transactions.run(() -> journal.lock(migration)
                .map(current -> handle(current, requester, command))
                .orElseGet(CommandResult.UnknownMigration::new));
    }

    /** Handles a command to a migration that the current transaction has locked or inserted. */
    public CommandResult handle(
            VersionedState current, Requester requester, Function<CommandContext, SagaCommand> command) {
        CommandContext context = journal.newContext(requester);
        return switch (decider.decide(current.state(), command.apply(context))) {
            case Decision.Refused(String reason) -> new CommandResult.Refused(reason);
            case Decision.Accepted accepted
            when accepted.transitions().isEmpty() -> new CommandResult.Accepted(current, List.of());
            case Decision.Accepted accepted -> save(current, accepted, context);
        };
    }

    private CommandResult save(VersionedState current, Decision.Accepted decision, CommandContext context) {
        VersionedState newState = journal.append(current, decision.transitions(), context);
        effects.write(newState.migration(), decision.transitions(), context);
        List<SagaEvent> events = decision.events();
        Transactions.afterCommit(() -> listeners.forEach(listener -> listener.onCommit(newState, events)));
        return new CommandResult.Accepted(newState, events);
    }
}
