package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.outbox.OutboxRow;
import java.util.List;
import java.util.function.Consumer;

/** Sends the messages of a transaction and calls the listeners, once the transaction has committed. */
public final class CommitNotifier {
    private final List<CommitListener> listeners;
    private final Consumer<List<OutboxRow>> sender;

    /**
     * @param sender sends messages without blocking; it may skip some, which the relay sends later
     */
    public CommitNotifier(List<CommitListener> listeners, Consumer<List<OutboxRow>> sender) {
        this.listeners = List.copyOf(listeners);
        this.sender = sender;
    }

    void afterCommit(List<MigrationChange> changes, List<OutboxRow> messages) {
        AfterCommit.run(() -> {
            sender.accept(messages);
            changes.forEach(
                    change -> listeners.forEach(listener -> listener.onCommit(change.current(), change.events())));
        });
    }
}
