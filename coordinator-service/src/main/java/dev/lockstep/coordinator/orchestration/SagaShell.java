package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.outbox.OutboxRow;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handles commands: locks their migrations, decides in memory, and writes all events and effects.
 *
 * <p>A transaction costs two statements, however many commands it handles.
 */
public final class SagaShell {
    private final SagaJournal journal;
    private final SagaDecider decider;
    private final JdbcSagaWriter writer;
    private final LinkedMigrations linked;
    private final Transactions transactions;
    private final CommitNotifier notifier;

    public SagaShell(
            SagaJournal journal,
            SagaDecider decider,
            JdbcSagaWriter writer,
            LinkedMigrations linked,
            Transactions transactions,
            CommitNotifier notifier) {
        this.journal = journal;
        this.decider = decider;
        this.writer = writer;
        this.linked = linked;
        this.transactions = transactions;
        this.notifier = notifier;
    }

    /** Handles a command in the current transaction, or in a new one. */
    public CommandResult handle(
            MigrationId migration, Requester requester, Function<CommandContext, SagaCommand> command) {
        return handle(SagaRequest.of(migration, requester, command));
    }

    /** Handles a command in the current transaction, or in a new one. */
    public CommandResult handle(SagaRequest request) {
        return handleAll(List.of(request)).getFirst();
    }

    /**
     * Handles commands in their order, all in the current transaction, or in a new one.
     *
     * @return the result of each command, in the same order
     */
    public List<CommandResult> handleAll(List<SagaRequest> requests) {
        return transactions.run(() -> {
            Map<MigrationId, MigrationChange> changes =
                    journal.lock(requests.stream().map(SagaRequest::migration).toList());
            List<CommandResult> results = requests.stream()
                    .map(request -> handle(changes.get(request.migration()), request))
                    .toList();
            save(changes.values());
            return results;
        });
    }

    private CommandResult handle(@Nullable MigrationChange change, SagaRequest request) {
        if (change == null) {
            return new CommandResult.UnknownMigration();
        }
        long version = change.current().version();
        return request.expectedVersion().orElse(version) == version
                ? decide(change, request.requester(), request.command())
                : new CommandResult.VersionMismatch(version);
    }

    /** Decides a command and adds its transitions to the change, which {@link #save} writes. */
    CommandResult decide(MigrationChange change, Requester requester, Function<CommandContext, SagaCommand> command) {
        if (!change.hasDispatchNumbersLeft()) {
            change.useDispatchNumbers(journal.reserveDispatchNumbers());
        }
        CommandContext context = change.context(requester);
        return switch (decider.decide(change.current().state(), command.apply(context))) {
            case Decision.Refused(String reason) -> new CommandResult.Refused(reason);
            case Decision.Accepted accepted -> {
                change.add(accepted.transitions(), context);
                yield new CommandResult.Accepted(change.current(), accepted.events());
            }
        };
    }

    /**
     * Writes the changes, and those of linked migrations that follow from them, in the current transaction; changes
     * without a transition are left out.
     */
    void save(Collection<MigrationChange> changes) {
        List<MigrationChange> changed = new ArrayList<>(
                changes.stream().filter(change -> !change.events().isEmpty()).toList());
        if (!changed.isEmpty()) {
            changed.addAll(linked.follow(List.copyOf(changed), this::decide));
            List<OutboxRow> messages = writer.write(changed);
            journal.keep(changed.stream().map(MigrationChange::current).toList());
            notifier.afterCommit(changed, messages);
        }
    }
}
