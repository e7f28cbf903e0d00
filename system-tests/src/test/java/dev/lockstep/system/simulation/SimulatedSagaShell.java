package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.LinkedChange;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.Transition;
import dev.lockstep.system.simulation.SimulatedDatabase.OutboxRow;
import dev.lockstep.system.simulation.SimulatedDatabase.SagaRow;
import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Handles commands: loads a saga, decides, appends events and writes the effects. Retries if the version has changed.
 */
final class SimulatedSagaShell {
    private static final double REPEAT_PROBABILITY = 0.25;
    private final SimulationRuntime runtime;
    private final SimulatedDatabase database;
    private final Outage outage;
    private final Defect defect;
    private final Runnable afterTransition;
    private Consumer<List<OutboxRow>> afterCommit = _messages -> {};
    private final SagaDecider decider = new SagaDecider(Simulation.POLICY);
    private final SagaEffects sagaEffects = new SagaEffects(Simulation.POLICY);

    SimulatedSagaShell(
            SimulationRuntime runtime,
            SimulatedDatabase database,
            Outage outage,
            Defect defect,
            Runnable afterTransition) {
        this.runtime = runtime;
        this.database = database;
        this.outage = outage;
        this.defect = defect;
        this.afterTransition = afterTransition;
    }

    /** Sets the action after each commit, which is lost if the process crashes before it. */
    void afterCommit(Consumer<List<OutboxRow>> action) {
        afterCommit = action;
    }

    /** One call to the database. */
    void callDatabase() {
        runtime.portCall();
        outage.ensureAvailable();
    }

    /** Handles a command of the coordinator itself; sometimes handles it again much later, like a slow thread. */
    void handleOwn(MigrationId migration, String reason, Function<CommandContext, SagaCommand> command) {
        if (runtime.random().chance(REPEAT_PROBABILITY)) {
            SimulatedProcess process = runtime.scheduler().current().process();
            runtime.scheduler()
                    .schedule(
                            runtime.random().between(1_000, 200_000),
                            process,
                            () -> repeat(migration, reason, command));
        }
        handle(migration, new Requester(Actor.coordinator(), reason), command);
    }

    private void repeat(MigrationId migration, String reason, Function<CommandContext, SagaCommand> command) {
        runtime.scheduler().current().pendingFaults().add(Fault.REDELIVERED);
        try {
            handle(migration, new Requester(Actor.coordinator(), reason), command);
        } catch (InjectedFaultException _failed) {
            // The command was already handled once.
        }
    }

    Decision handle(MigrationId migration, Requester requester, Function<CommandContext, SagaCommand> command) {
        while (true) {
            callDatabase();
            SagaRow read = database.load(migration);
            SagaCommand current = command.apply(new CommandContext(
                    runtime.scheduler().currentInstant(),
                    database.reserveDispatchNumbers(),
                    requester.actor(),
                    requester.reason()));
            runtime.recordCommand(Cell.of(read.state(), current));
            Decision decision = decide(migration, read, current);
            if (!(decision instanceof Decision.Accepted accepted)
                    || accepted.transitions().isEmpty()) {
                return decision;
            }
            callDatabase();
            if (commit(migration, read, accepted, requester)) {
                return decision;
            }
            runtime.recordFault(Fault.STALE_VERSION);
        }
    }

    private Decision decide(MigrationId migration, SagaRow read, SagaCommand command) {
        Decision decision = decider.decide(read.state(), command);
        return decision instanceof Decision.Accepted accepted && !permits(migration, accepted)
                ? new Decision.Refused("a later migration uses its targets, or its contract steps have begun")
                : decision;
    }

    private boolean permits(MigrationId migration, Decision.Accepted decision) {
        return (!claimsTargets(effectsOf(decision)) || database.canBeRolledBack(migration))
                && linkedChanges(decision).stream().allMatch(this::permits);
    }

    private boolean permits(LinkedChange change) {
        return change instanceof LinkedChange.Create
                || LinkedMigrations.permitsRollback(
                        database.load(change.contract()).state());
    }

    private static List<LinkedChange> linkedChanges(Decision.Accepted decision) {
        return decision.transitions().stream()
                .flatMap(transition -> LinkedChange.of(transition).stream())
                .toList();
    }

    /** Writes what the decision means for the migration of its contract steps, and returns the messages. */
    private List<OutboxRow> follow(LinkedChange change, Requester requester) {
        SagaRow read = database.load(change.contract());
        if (change instanceof LinkedChange.Cancel && !(read.state() instanceof SagaState.AwaitingContract)) {
            return List.of();
        }
        CommandContext context = new CommandContext(
                runtime.scheduler().currentInstant(),
                database.reserveDispatchNumbers(),
                requester.actor(),
                requester.reason());
        SagaCommand command =
                switch (change) {
                    case LinkedChange.Create create ->
                        new SagaCommand.SubmitContract(context, create.contract(), create.submission());
                    case LinkedChange.Cancel _c -> new SagaCommand.Cancel(context);
                };
        runtime.coverage().record(Cell.of(read.state(), command));
        Decision.Accepted decision = (Decision.Accepted) decider.decide(read.state(), command);
        if (change instanceof LinkedChange.Create) {
            database.add(change.contract());
        }
        SagaState state = decision.transitions().getLast().newState();
        database.write(change.contract(), read, read.append(state, decision.events()));
        return database.writeEffects(change.contract(), effectsOf(decision), runtime.now());
    }

    private List<SagaEffect> effectsOf(Decision.Accepted decision) {
        return decision.transitions().stream()
                .flatMap(transition -> sagaEffects.effectsOf(transition).stream())
                .toList();
    }

    private static boolean claimsTargets(List<SagaEffect> effects) {
        return effects.stream().anyMatch(SagaEffect.ClaimTargets.class::isInstance);
    }

    private static boolean starts(Decision.Accepted decision) {
        return decision.events().stream().anyMatch(SagaEvent.Started.class::isInstance);
    }

    /** Returns false if another transaction has written the saga row, or claimed a target of a rollback, first. */
    private boolean commit(MigrationId migration, SagaRow read, Decision.Accepted decision, Requester requester) {
        List<SagaEffect> effects = effectsOf(decision);
        for (Transition transition : decision.transitions()) {
            if (transition.event() instanceof SagaEvent.Submission) {
                if (database.idempotencyKeys().putIfAbsent(requester.reason(), migration) != null) {
                    return true;
                }
                database.add(migration);
                if (transition.newState() instanceof SagaState.Queued queued) {
                    database.claim(migration, queued.plan());
                }
            }
        }
        // The claims and the contract steps are checked in the transaction that depends on them, so a rollback is
        // decided again if they have changed.
        if (!permits(migration, decision)) {
            return false;
        }
        // A migration starts only at the position at which it was found first, so not after another was moved before
        // it.
        if (starts(decision) && !database.isFirstOnAllTargets(migration)) {
            return true;
        }
        SagaState state = decision.transitions().getLast().newState();
        if (!database.write(migration, read, read.append(state, decision.events()))) {
            return false;
        }
        List<OutboxRow> messages = new ArrayList<>();
        linkedChanges(decision).forEach(change -> messages.addAll(follow(change, requester)));
        afterTransition.run();
        if (defect == Defect.OUTBOX_OUTSIDE_TRANSACTION) {
            runtime.portCall();
        }
        messages.addAll(database.writeEffects(migration, effects, runtime.now()));
        runtime.portCall();
        if (runtime.injects(Fault.COMMIT_RESPONSE_LOST)) {
            throw new InjectedFaultException(Fault.COMMIT_RESPONSE_LOST);
        }
        afterCommit.accept(messages);
        return true;
    }

    /** The requester of a command and the reason. The reason of a submission is its idempotency key. */
    record Requester(Actor actor, String reason) {}
}
