package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.Transition;
import dev.lockstep.system.simulation.Census.Cell;
import dev.lockstep.system.simulation.CoordinatorDatabase.SagaRow;
import java.util.ArrayList;
import java.util.List;

/** Load, decide, append with the expected version, outbox: one transaction, begun again when another was faster. */
final class Shell {
    private final World world;
    private final CoordinatorDatabase database;
    private final SagaDecider decider;
    private final SagaEffects effects;
    private final Outage outage;
    private final Twin twin;
    private final Runnable transitioned;

    Shell(
            World world,
            CoordinatorDatabase database,
            SagaPolicy policy,
            Outage outage,
            Twin twin,
            Runnable transitioned) {
        this.transitioned = transitioned;
        this.world = world;
        this.database = database;
        this.decider = new SagaDecider(policy);
        this.effects = new SagaEffects(policy);
        this.outage = outage;
        this.twin = twin;
    }

    /** What a saga is told, once it is known when. */
    interface Telling {
        SagaCommand at(CommandContext occasion);
    }

    /** A call leaves for the database. */
    void reach() {
        world.port();
        if (outage.isOn()) {
            world.struck(Fault.DATABASE_AWAY);
            throw new Away(Fault.DATABASE_AWAY);
        }
    }

    /** Tells what the coordinator found by itself; a thread of it can be so slow that it tells it again, much later. */
    void found(MigrationId migration, String reason, Telling telling) {
        if (world.fate().chance(0.25)) {
            SimulatedProcess process = world.timeline().current().process();
            world.timeline().in(world.fate().between(1_000, 200_000), process, () -> again(migration, reason, telling));
        }
        tell(migration, telling, CommandContext.COORDINATOR, reason);
    }

    private void again(MigrationId migration, String reason, Telling telling) {
        world.timeline().current().met().add(Fault.REDELIVERED);
        try {
            tell(migration, telling, CommandContext.COORDINATOR, reason);
        } catch (Away _away) {
            // It was told before.
        }
    }

    Decision tell(MigrationId migration, Telling telling, String actor, String reason) {
        while (true) {
            reach();
            SagaRow read = database.load(migration);
            SagaCommand command =
                    telling.at(new CommandContext(world.timeline().instant(), database.drawNumbers(), actor, reason));
            world.isAt(Cell.of(read.state(), command));
            Decision decision = decided(migration, read, command);
            if (!(decision instanceof Decision.Accepted accepted)
                    || accepted.transitions().isEmpty()) {
                return decision;
            }
            reach();
            if (transact(migration, read, accepted, reason)) {
                return decision;
            }
            world.struck(Fault.OUTRUN);
        }
    }

    private Decision decided(MigrationId migration, SagaRow read, SagaCommand command) {
        if (command instanceof SagaCommand.Rollback
                && read.state() instanceof SagaState.Completed
                && !database.mayBeRolledBack(migration)) {
            return new Decision.Refused("its targets are another's");
        }
        return decider.decide(read.state(), command);
    }

    private boolean transact(MigrationId migration, SagaRow read, Decision.Accepted decision, String reason) {
        List<SagaEffect> caused = new ArrayList<>();
        for (Transition transition : decision.transitions()) {
            caused.addAll(effects.effectsOf(transition));
            if (transition.event() instanceof SagaEvent.Submitted submitted) {
                if (database.idempotencyKeys().putIfAbsent(reason, migration) != null) {
                    return true;
                }
                database.claim(migration, submitted.plan());
            }
        }
        SagaState state = decision.transitions().getLast().after();
        if (!database.write(migration, read, read.after(state, decision.events()))) {
            return false;
        }
        transitioned.run();
        if (twin == Twin.OUTBOX_OUTSIDE_THE_TRANSACTION) {
            world.port();
        }
        database.writeEffects(migration, caused);
        world.port();
        if (world.strikes(Fault.ANSWER_LOST)) {
            throw new Away(Fault.ANSWER_LOST);
        }
        return true;
    }
}
