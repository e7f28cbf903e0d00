package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.ContractGate;
import dev.lockstep.coordinator.saga.OperatorActions;
import dev.lockstep.coordinator.saga.Pace;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.RunningScripts;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Submits plans until a coordinator responds, performs operator actions in any state, and resolves stuck steps. */
final class SimulatedOperator {
    private static final long RESUBMIT_MILLIS = 3_000;
    /** Actions that are tried in every state. A confirmation is tried only where it is allowed. */
    private static final List<Action> ANYWHERE = Stream.of(Action.values())
            .filter(action -> action != Action.CONTRACT)
            .toList();

    private final SimulationRuntime runtime;
    private final List<SimulatedCoordinator> coordinators;
    private final SimulatedDatabase database;
    private final InjectedFailures failures;
    private final Map<String, List<MigrationId>> responses = new LinkedHashMap<>();
    private boolean actsRandomly = true;

    SimulatedOperator(
            SimulationRuntime runtime,
            List<SimulatedCoordinator> coordinators,
            SimulatedDatabase database,
            InjectedFailures failures) {
        this.runtime = runtime;
        this.coordinators = coordinators;
        this.database = database;
        this.failures = failures;
    }

    /** The responses to the submissions with each idempotency key, in order. */
    Map<String, List<MigrationId>> responses() {
        return responses;
    }

    void submit(String idempotencyKey, MigrationId newId, Plan plan, RunMode mode) {
        List<MigrationId> received = responses.computeIfAbsent(idempotencyKey, _ -> new ArrayList<>());
        callCoordinator(coordinator -> received.add(coordinator.submit(idempotencyKey, newId, plan, mode)));
        runtime.scheduler().schedule(RESUBMIT_MILLIS, () -> {
            if (received.isEmpty() || runtime.random().chance(0.2)) {
                submit(idempotencyKey, newId, plan, mode);
            }
        });
    }

    void stopRandomActions() {
        actsRandomly = false;
    }

    /** Performs an action on a random migration; mostly one that the state allows. */
    void actRandomly() {
        if (actsRandomly && !database.sagas().isEmpty()) {
            MigrationId migration =
                    runtime.random().pick(List.copyOf(database.sagas().keySet()));
            List<Action> allowed =
                    List.copyOf(OperatorActions.allowed(database.load(migration).state()));
            Action action = allowed.isEmpty() || runtime.random().chance(0.4)
                    ? runtime.random().pick(ANYWHERE)
                    : runtime.random().pick(allowed);
            act(migration, action);
        }
    }

    /**
     * Approves what waits for it, removes the injected failures of migrations that need an operator, and mostly retries
     * them.
     */
    void resolveStuckMigrations() {
        for (MigrationId migration : List.copyOf(database.sagas().keySet())) {
            SagaState found = database.load(migration).state();
            if (found instanceof SagaState.Finishing) {
                // After the pivot a finish is retried without limit, so only the removal of its failure ends it.
                failures.remove(FailurePoint.FINISH);
            }
            if (found instanceof SagaState.AwaitingApproval || found instanceof SagaState.RollbackRequested) {
                act(migration, Action.APPROVE);
            }
            if (found instanceof SagaState.AwaitingContract waiting
                    && ContractGate.of(waiting).needsConfirmation()) {
                act(migration, Action.CONTRACT);
            }
            if (found instanceof SagaState.Unsettled running
                    && running.data().control().isPaused()) {
                act(migration, Action.RESUME);
            }
            if (found instanceof SagaState.NeedsOperator state) {
                for (FailurePoint point : FailurePoint.values()) {
                    failures.remove(point);
                }
                List<Action> allowed = List.copyOf(OperatorActions.allowed(state));
                act(
                        migration,
                        runtime.random().chance(0.7)
                                ? Action.RETRY
                                : runtime.random().pick(allowed));
            }
        }
    }

    private void act(MigrationId migration, Action action) {
        // Who approves a rollback is somebody other than who requests it.
        String actor = action == Action.APPROVE ? "approver" : "operator";
        callCoordinator(coordinator -> coordinator.act(migration, actor, context -> switch (action) {
            case APPROVE -> new SagaCommand.Approve(context, null);
            case REJECT -> new SagaCommand.Reject(context);
            case CONTRACT -> new SagaCommand.ConfirmContract(context);
            case CANCEL -> new SagaCommand.Cancel(context);
            case PRIORITISE -> new SagaCommand.Prioritise(context);
            case PAUSE ->
                new SagaCommand.Pause(
                        context, runtime.random().chance(0.5) ? RunningScripts.FINISH : RunningScripts.CANCEL);
            case RESUME -> new SagaCommand.Resume(context);
            case THROTTLE ->
                new SagaCommand.SetRate(
                        context,
                        new Pace(
                                runtime.random().chance(0.3)
                                        ? null
                                        : 1 + runtime.random().below(1_000),
                                runtime.random().chance(0.7)
                                        ? null
                                        : 1 + runtime.random().below(1_000)));
            case ROLLBACK -> new SagaCommand.Rollback(context);
            case RETRY -> new SagaCommand.Retry(context);
            case SKIP -> new SagaCommand.Skip(context, stepToSkip(migration));
            case CLOSE -> new SagaCommand.Close(context);
        }));
    }

    /** A stuck step, or another step if none is stuck. */
    private StepId stepToSkip(MigrationId migration) {
        return database.load(migration).state() instanceof SagaState.Started started
                ? started.data().stepsIn(StepState.Stuck.class).keySet().stream()
                        .findFirst()
                        .orElseGet(() -> started.steps().firstEntry().getKey())
                : new StepId("no-such-step");
    }

    /** Calls a random running coordinator, if there is one. */
    private void callCoordinator(Consumer<SimulatedCoordinator> request) {
        Optional<SimulatedCoordinator> running = coordinators.stream()
                .filter(coordinator -> coordinator.process().isUp(runtime.now()))
                .filter(_ -> runtime.random().chance(0.5))
                .findFirst();
        running.ifPresent(coordinator -> runtime.scheduler().schedule(1, coordinator.process(), () -> {
            try {
                request.accept(coordinator);
            } catch (InjectedFaultException _failed) {
                // The operator receives an error and may try again.
            }
        }));
    }
}
