package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.system.simulation.SimulatedDatabase.DispatchRow;
import dev.lockstep.system.simulation.SimulatedSagaShell.Requester;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator process: handles reports, lapses leases, ends back-offs, starts queued migrations and runs the relay.
 */
final class SimulatedCoordinator {
    private static final long PERIOD_MILLIS = 1_000;
    private final SimulationRuntime runtime;
    private final SimulatedDatabase database;
    private final SimulatedSagaShell shell;
    private final SimulatedEndpoints endpoints;
    private final ReportBacklog backlog;
    private final SimulatedProcess process;

    SimulatedCoordinator(
            String name,
            SimulationRuntime runtime,
            SimulatedDatabase database,
            SimulatedSagaShell shell,
            SimulatedRelay relay,
            SimulatedEndpoints endpoints,
            ReportBacklog backlog) {
        this.runtime = runtime;
        this.database = database;
        this.shell = shell;
        this.endpoints = endpoints;
        this.backlog = backlog;
        this.process = runtime.startProcess(name, started -> schedulePeriod(started, relay));
    }

    /** The reports that are not handled yet. No lease lapses until they are handled. */
    interface ReportBacklog {
        boolean isEmpty();
    }

    SimulatedProcess process() {
        return process;
    }

    /** Submits a plan once per idempotency key; a repeated submission returns the first migration. */
    MigrationId submit(String idempotencyKey, MigrationId newId, Plan plan, RunMode mode) {
        shell.callDatabase();
        @Nullable MigrationId known = database.idempotencyKeys().get(idempotencyKey);
        if (known != null) {
            return known;
        }
        shell.handle(
                newId,
                new Requester(Actor.named("submitter"), idempotencyKey),
                context -> new SagaCommand.Submit(context, newId, plan, mode));
        return database.idempotencyKeys().getOrDefault(idempotencyKey, newId);
    }

    Decision act(MigrationId migration, String actor, Function<CommandContext, SagaCommand> action) {
        return shell.handle(migration, new Requester(Actor.named(actor), "reason"), action);
    }

    void handle(Report report) {
        MigrationId migration = report.header().migration();
        if (report instanceof Report.Accepted || report instanceof Report.Heartbeat) {
            renewLease(report);
        }
        shell.handle(
                migration,
                new Requester(Actor.coordinator(), "report"),
                context -> new SagaCommand.HandleReport(
                        context, report, database.hasProgressed(report.header().dispatch())));
    }

    private void renewLease(Report report) {
        shell.callDatabase();
        database.dispatch(report.header().dispatch())
                .filter(row -> !row.settled)
                .ifPresent(row -> {
                    row.done = report instanceof Report.Heartbeat heartbeat
                            ? heartbeat.progress().done()
                            : row.done;
                    row.accepted = true;
                    row.leaseUntil =
                            runtime.now() + row.command.header().lease().toMillis();
                });
    }

    private void schedulePeriod(SimulatedProcess started, SimulatedRelay relay) {
        runtime.scheduler().schedule(runtime.random().between(PERIOD_MILLIS / 2, 2 * PERIOD_MILLIS), started, () -> {
            schedulePeriod(started, relay);
            runPeriodicTasks();
        });
        runtime.scheduler().schedule(runtime.random().between(100, PERIOD_MILLIS), started, () -> relay.run(started));
    }

    private void runPeriodicTasks() {
        try {
            startQueuedMigrations();
            reportMissingWorkers();
            endBackoffs();
            checkGates();
            checkDeadlines();
            callEndpoints();
            checkContracts();
            if (backlog.isEmpty()) {
                lapseLeases();
            }
        } catch (InjectedFaultException _failed) {
            // The next period tries again.
        }
    }

    private void startQueuedMigrations() {
        for (MigrationId migration : List.copyOf(database.sagas().keySet())) {
            if (database.load(migration).state() instanceof SagaState.Queued
                    && database.isFirstOnAllTargets(migration)) {
                runtime.portCall();
                shell.handleOwn(migration, "the targets are free", SagaCommand.Start::new);
            }
        }
    }

    private void reportMissingWorkers() {
        for (MigrationId migration : List.copyOf(database.sagas().keySet())) {
            if (database.load(migration).state() instanceof SagaState.Queued queued
                    && runtime.random().chance(0.05)) {
                runtime.portCall();
                TargetName target = queued.plan().spec().targets().getFirst();
                shell.handleOwn(
                        migration,
                        "a target has no worker",
                        context -> new SagaCommand.ReportMissingWorker(context, target, context.at()));
            }
        }
    }

    private void endBackoffs() {
        for (MigrationId migration : List.copyOf(database.retries().keySet())) {
            Map<StepId, Long> ofMigration = database.retries().getOrDefault(migration, Map.of());
            for (StepId step : List.copyOf(ofMigration.keySet())) {
                Long due = ofMigration.get(step);
                if (due != null && due <= runtime.now()) {
                    runtime.portCall();
                    shell.handleOwn(
                            migration,
                            "the back-off ended",
                            context -> new SagaCommand.EndBackoff(
                                    context, step, runtime.scheduler().instantOf(due)));
                    ofMigration.remove(step, due);
                }
            }
        }
    }

    private void checkGates() {
        for (Map.Entry<MigrationId, Long> check :
                List.copyOf(database.gateChecks().entrySet())) {
            if (check.getValue() <= runtime.now()) {
                runtime.portCall();
                shell.handleOwn(check.getKey(), "a time limit of a gate has passed", SagaCommand.CheckGates::new);
                database.gateChecks().remove(check.getKey(), check.getValue());
            }
        }
    }

    private void checkDeadlines() {
        for (Map.Entry<MigrationId, Long> deadline :
                List.copyOf(database.deadlines().entrySet())) {
            if (deadline.getValue() <= runtime.now()) {
                runtime.portCall();
                shell.handleOwn(deadline.getKey(), "a deadline has passed", SagaCommand.CheckDeadlines::new);
                database.deadlines().remove(deadline.getKey(), deadline.getValue());
            }
        }
    }

    private void callEndpoints() {
        for (Map.Entry<MigrationId, EndpointCall> open :
                List.copyOf(database.endpointCalls().entrySet())) {
            runtime.portCall();
            // A coordinator whose lease of the call has ended makes no request.
            if (!open.getValue().equals(database.endpointCalls().get(open.getKey()))) {
                continue;
            }
            Optional<EndpointAnswer> answer = endpoints.ask(open.getKey(), open.getValue());
            if (answer.isPresent()) {
                shell.handleOwn(
                        open.getKey(),
                        "an endpoint was asked",
                        context -> new SagaCommand.AnswerEndpoint(
                                context, open.getValue().number(), answer.get()));
            }
        }
    }

    private void checkContracts() {
        for (MigrationId contract : List.copyOf(database.askedContracts())) {
            runtime.portCall();
            if (runtime.random().chance(0.5)) {
                shell.handleOwn(
                        contract,
                        "all checks of the contract are met",
                        context -> new SagaCommand.PassContractChecks(context, List.of()));
            }
        }
    }

    private void lapseLeases() {
        for (DispatchRow row : database.lapsedDispatches(runtime.now())) {
            CommandHeader header = row.command.header();
            Instant silentSince = runtime.scheduler().instantOf(row.silentSince());
            boolean hasProgressed = database.hasProgressed(header.dispatch());
            runtime.portCall();
            shell.handleOwn(
                    header.migration(),
                    "the lease lapsed",
                    context -> new SagaCommand.LapseLease(
                            context, header.step(), header.dispatch(), silentSince, row.accepted, hasProgressed));
        }
    }
}
