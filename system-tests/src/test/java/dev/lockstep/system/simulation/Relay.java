package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.system.simulation.Census.Cell;
import dev.lockstep.system.simulation.CoordinatorDatabase.DispatchRow;
import dev.lockstep.system.simulation.CoordinatorDatabase.OutboxRow;
import dev.lockstep.system.simulation.CoordinatorDatabase.PublicEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends outbox rows in their order, one relay at a time: a lock that a stopped process loses with its transaction. */
final class Relay {
    private static final long LONGEST_TRANSACTION = 10_000;
    private final World world;
    private final Broker broker;
    private final CoordinatorDatabase database;
    private final Shell shell;
    private final Map<TargetName, Partition<Command>> commands = new LinkedHashMap<>();
    private final List<PublicEvent> wire = new ArrayList<>();
    private @Nullable Hold hold;

    Relay(World world, Broker broker, CoordinatorDatabase database, Shell shell) {
        this.world = world;
        this.broker = broker;
        this.database = database;
        this.shell = shell;
    }

    /** The relay's lock, which ends with the process or with the patience of the database. */
    private record Hold(SimulatedProcess process, int life, long since) {}

    void carries(TargetName target, Partition<Command> partition) {
        commands.put(target, partition);
    }

    /** The public events as they lie on the wire, repeats and all. */
    List<PublicEvent> wire() {
        return wire;
    }

    void run(SimulatedProcess process) {
        try {
            shell.reach();
            if (isHeld()) {
                return;
            }
            relayAll(new Hold(process, process.life(), world.now()));
        } catch (Away _away) {
            // The next tick comes.
        }
    }

    private void relayAll(Hold mine) {
        hold = mine;
        try {
            database.outbox().stream().filter(row -> !row.published).toList().forEach(row -> relay(row, mine));
        } catch (Away _away) {
            // What was not marked is sent again.
        }
        release(mine);
    }

    private boolean isHeld() {
        Hold held = hold;
        return held != null && held.process().life() == held.life() && world.now() - held.since() < LONGEST_TRANSACTION;
    }

    private void release(Hold mine) {
        if (mine.equals(hold)) {
            hold = null;
        }
    }

    private void relay(OutboxRow row, Hold mine) {
        world.timeline().current().isAt(new Cell(world.whereabouts(row.migration), "(relay)"));
        world.port();
        broker.reach();
        switch (row.effect) {
            case SagaEffect.Send send -> send(send.command(), row, mine);
            case SagaEffect.Publish publish -> {
                wire.add(new PublicEvent(row.migration, row.sequence, publish.round(), publish.event()));
                mark(row, mine);
            }
            case SagaEffect.Settle _e -> throw neverSent(row);
            case SagaEffect.ScheduleRetry _e -> throw neverSent(row);
            case SagaEffect.ClaimTargets _e -> throw neverSent(row);
            case SagaEffect.ReleaseTargets _e -> throw neverSent(row);
        }
    }

    private void send(Command command, OutboxRow row, Hold mine) {
        CommandHeader header = command.header();
        if (world.strikes(Fault.REFUSED_BY_BROKER)) {
            mark(row, mine);
            shell.found(
                    row.migration,
                    "parked",
                    occasion -> new SagaCommand.RejectDispatch(occasion, header.step(), header.dispatch(), "injected"));
            return;
        }
        if (!world.strikes(Fault.COMMAND_LOST)) {
            partition(header.target()).append(command);
        }
        mark(row, mine);
    }

    /** In the relay's own transaction: lost if that is no longer alive, and then the row is sent again. */
    private void mark(OutboxRow row, Hold mine) {
        world.port();
        if (!mine.equals(hold)) {
            throw new Away(Fault.PAUSE);
        }
        row.published = true;
        if (row.effect instanceof SagaEffect.Send send) {
            CommandHeader header = send.command().header();
            database.dispatch(header.dispatch())
                    .ifPresent(dispatch -> begin(dispatch, header.lease().toMillis()));
        }
    }

    private void begin(DispatchRow dispatch, long lease) {
        dispatch.leaseUntil = world.now() + lease;
    }

    private Partition<Command> partition(TargetName target) {
        Partition<Command> partition = commands.get(target);
        if (partition == null) {
            throw new IllegalStateException("no partition for " + target);
        }
        return partition;
    }

    private static IllegalStateException neverSent(OutboxRow row) {
        return new IllegalStateException(row.effect + " is not for the outbox");
    }
}
