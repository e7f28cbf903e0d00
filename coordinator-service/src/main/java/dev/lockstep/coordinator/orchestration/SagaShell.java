package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;
import java.util.function.Function;

/** Handles commands: load, decide, append with the expected version, write the effects, all in one transaction. */
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
                .map(before -> handle(before, requester, command))
                .orElseGet(CommandResult.UnknownMigration::new));
    }

    /** Handles a command on a migration that this transaction has locked or inserted. */
    public CommandResult handle(
            VersionedState before, Requester requester, Function<CommandContext, SagaCommand> command) {
        CommandContext context = journal.newContext(requester);
        return switch (decider.decide(before.state(), command.apply(context))) {
            case Decision.Refused(String reason) -> new CommandResult.Refused(reason);
            case Decision.Accepted accepted
            when accepted.transitions().isEmpty() -> new CommandResult.Accepted(before, List.of());
            case Decision.Accepted accepted -> save(before, accepted, context);
        };
    }

    private CommandResult save(VersionedState before, Decision.Accepted decision, CommandContext context) {
        VersionedState after = journal.append(before, decision.transitions(), context);
        effects.write(after.migration(), decision.transitions(), context);
        List<SagaEvent> events = decision.events();
        Transactions.afterCommit(() -> listeners.forEach(listener -> listener.committed(after, events)));
        return new CommandResult.Accepted(after, events);
    }
}
