package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.system.simulation.SimulatedDatabase.DispatchRow;
import dev.lockstep.system.simulation.SimulatedDatabase.OutboxRow;
import dev.lockstep.system.simulation.SimulatedDatabase.PublicEvent;
import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox rows that were not sent right after their commit, in order. One relay runs at a time: it has a
 * lock until its transaction or its process ends.
 */
final class SimulatedRelay {
    private static final long MAX_TRANSACTION_MILLIS = 10_000;
    private static final long MIN_AGE_MILLIS = 2_000;
    private final SimulationRuntime runtime;
    private final SimulatedBroker broker;
    private final SimulatedDatabase database;
    private final SimulatedSagaShell shell;
    private final Map<TargetName, SimulatedPartition<Command>> commandPartitions = new LinkedHashMap<>();
    private final List<PublicEvent> publishedEvents = new ArrayList<>();
    private @Nullable RelayLock lock;

    SimulatedRelay(
            SimulationRuntime runtime, SimulatedBroker broker, SimulatedDatabase database, SimulatedSagaShell shell) {
        this.runtime = runtime;
        this.broker = broker;
        this.database = database;
        this.shell = shell;
    }

    private record RelayLock(SimulatedProcess process, int restarts, long lockedAt) {}

    void addCommandPartition(TargetName target, SimulatedPartition<Command> partition) {
        commandPartitions.put(target, partition);
    }

    /** The public events in the order of publication, with duplicates. */
    List<PublicEvent> publishedEvents() {
        return publishedEvents;
    }

    void run(SimulatedProcess process) {
        try {
            shell.callDatabase();
            if (!isLocked()) {
                relayAll(new RelayLock(process, process.restarts(), runtime.now()));
            }
        } catch (InjectedFaultException _failed) {
            // The next run tries again.
        }
    }

    private void relayAll(RelayLock own) {
        lock = own;
        try {
            database.outbox().stream()
                    .filter(row -> !row.published && runtime.now() - row.addedAt >= MIN_AGE_MILLIS)
                    .toList()
                    .forEach(row -> relay(row, own));
        } catch (InjectedFaultException _failed) {
            // The next run publishes the rows that are not marked.
        }
        if (own.equals(lock)) {
            lock = null;
        }
    }

    private boolean isLocked() {
        RelayLock current = lock;
        return current != null
                && current.process().restarts() == current.restarts()
                && runtime.now() - current.lockedAt() < MAX_TRANSACTION_MILLIS;
    }

    private void relay(OutboxRow row, RelayLock own) {
        if (row.effect instanceof SagaEffect.Send send && isRejected(row)) {
            markPublished(row, own);
            CommandHeader header = send.command().header();
            shell.handleOwn(
                    row.migration,
                    "the broker rejected the dispatch",
                    context -> new SagaCommand.RejectDispatch(context, header.step(), header.dispatch(), "injected"));
            return;
        }
        deliver(row);
        markPublished(row, own);
    }

    /** Whether the broker rejects the command; it then rejects it each time. */
    boolean isRejected(OutboxRow row) {
        row.isRejected |= row.effect instanceof SagaEffect.Send && runtime.injects(Fault.REJECTED_BY_BROKER);
        return row.isRejected;
    }

    /** Hands a row to the broker. */
    void deliver(OutboxRow row) {
        runtime.scheduler().current().setCell(new Cell(runtime.stateNameOf(row.migration), "(relay)"));
        runtime.portCall();
        broker.ensureAvailable();
        switch (row.effect) {
            case SagaEffect.Send(Command command) -> {
                if (!runtime.injects(Fault.COMMAND_LOST)) {
                    commandPartition(command.header().target()).append(command);
                }
            }
            case SagaEffect.Publish publish ->
                publishedEvents.add(new PublicEvent(row.migration, row.sequence, publish.round(), publish.event()));
            case SagaEffect.Settle _e -> throw notPublishable(row);
            case SagaEffect.ScheduleRetry _e -> throw notPublishable(row);
            case SagaEffect.EnterQueue _e -> throw notPublishable(row);
            case SagaEffect.MoveToFront _e -> throw notPublishable(row);
            case SagaEffect.ScheduleGateCheck _e -> throw notPublishable(row);
            case SagaEffect.ScheduleDeadline _e -> throw notPublishable(row);
            case SagaEffect.CallEndpoint _e -> throw notPublishable(row);
            case SagaEffect.EndCall _e -> throw notPublishable(row);
            case SagaEffect.Notify _e -> throw notPublishable(row);
            case SagaEffect.KeepAccepted _e -> throw notPublishable(row);
            case SagaEffect.KeepBackup _e -> throw notPublishable(row);
            case SagaEffect.AskContractChecks _e -> throw notPublishable(row);
            case SagaEffect.EndContractChecks _e -> throw notPublishable(row);
            case SagaEffect.ClaimTargets _e -> throw notPublishable(row);
            case SagaEffect.ReleaseTargets _e -> throw notPublishable(row);
        }
        row.isAcknowledged = true;
    }

    /** Marks the row in the transaction of the relay's lock. If the lock is lost, the row is published again. */
    private void markPublished(OutboxRow row, RelayLock own) {
        runtime.portCall();
        if (!own.equals(lock)) {
            throw new InjectedFaultException(Fault.PAUSE);
        }
        markPublished(row);
    }

    /** Marks the row and starts the lease of its dispatch, in one transaction. */
    void markPublished(OutboxRow row) {
        row.published = true;
        if (row.effect instanceof SagaEffect.Send send) {
            CommandHeader header = send.command().header();
            database.dispatch(header.dispatch())
                    .ifPresent(dispatch -> startLease(dispatch, header.lease().toMillis()));
        }
    }

    private void startLease(DispatchRow dispatch, long leaseMillis) {
        dispatch.leaseUntil = runtime.now() + leaseMillis;
    }

    private SimulatedPartition<Command> commandPartition(TargetName target) {
        SimulatedPartition<Command> partition = commandPartitions.get(target);
        if (partition == null) {
            throw new IllegalStateException(
                    "no partition for target %s; expected one of %s".formatted(target, commandPartitions.keySet()));
        }
        return partition;
    }

    private static IllegalStateException notPublishable(OutboxRow row) {
        return new IllegalStateException(
                "the outbox contains %s; expected only commands and public events".formatted(row.effect));
    }
}
