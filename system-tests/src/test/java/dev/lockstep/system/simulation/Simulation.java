package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.system.simulation.SimulatedPlans.StepOrder;
import dev.lockstep.system.simulation.SimulatedStoreConnection.Fencing;
import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs one seed: a scenario with faults, then the same system without faults, then the check of every guarantee. */
final class Simulation {
    /** Lower limits than the standard policy, so that a seed reaches them in less simulated time. */
    static final SagaPolicy POLICY = new SagaPolicy(
            5, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(90), Duration.ofSeconds(15));

    private static final long SLICE_MILLIS = 5_000;
    private final long seed;
    private final Defect defect;
    private final SeededRandom random;
    private final SimulationRuntime runtime;
    private final SimulatedBroker broker;
    private final UnitChanges changes = new UnitChanges();
    private final InjectedFailures failures = new InjectedFailures();
    private final SimulatedDatabase database = new SimulatedDatabase();
    private final Outage databaseOutage;
    private final TargetOverlaps overlaps = new TargetOverlaps(database);
    private final Map<TargetName, SimulatedStore> stores = new LinkedHashMap<>();
    private final Map<TargetName, Outage> storeOutages = new LinkedHashMap<>();
    private final Map<TargetName, SimulatedPartition<Command>> commands = new LinkedHashMap<>();
    private final Map<MigrationId, SimulatedPartition<Report>> reports = new LinkedHashMap<>();
    private final List<SimulatedCoordinator> coordinators = new ArrayList<>();
    private final SimulatedRelay relay;
    private final SimulatedApplication application;
    private final SimulatedEndpoints endpoints;
    private final SimulatedOperator operator;
    private final List<Plan> plans = new ArrayList<>();

    Simulation(long seed, Defect defect) {
        this.seed = seed;
        this.defect = defect;
        random = new SeededRandom(seed);
        runtime = new SimulationRuntime(random);
        runtime.useStateNames(
                migration -> database.load(migration).state().getClass().getSimpleName());
        broker = new SimulatedBroker(runtime);
        endpoints = new SimulatedEndpoints(runtime, defect);
        databaseOutage = new Outage(runtime, Fault.DATABASE_OUTAGE);
        SimulatedSagaShell shell =
                new SimulatedSagaShell(runtime, database, databaseOutage, defect, overlaps::recordCurrent);
        relay = new SimulatedRelay(runtime, broker, database, shell);
        shell.afterCommit(new SimulatedSender(runtime, database, relay)::sendSoon);
        for (TargetKind kind : TargetKind.values()) {
            addTarget(SimulatedPlans.targetOf(kind), kind);
        }
        for (int index = 1; index <= 2; index++) {
            coordinators.add(new SimulatedCoordinator(
                    "coordinator-" + index, runtime, database, shell, relay, endpoints, this::isReportBacklogEmpty));
        }
        application = new SimulatedApplication(random, stores);
        operator = new SimulatedOperator(runtime, coordinators, database, failures);
    }

    TransitionCoverage coverage() {
        return runtime.coverage();
    }

    /** Runs the seed; fails at the first violated guarantee. */
    void run() {
        scheduleScenario(random.chance(0.5) ? StepOrder.CHAIN : StepOrder.GRAPH);
        runtime.scheduler().advance(random.between(60_000, 300_000));
        stopFaults();
        SimulationResult result = new SimulationResult(
                seed,
                database,
                stores,
                changes,
                relay.publishedEvents(),
                application,
                endpoints,
                operator,
                plans,
                overlaps);
        Guarantees.check(new EveryMigrationSettles(this::runWithoutFaults), result);
        operator.stopRandomActions();
        Guarantees.check(new FreshPlanCompletes(this::submit, this::runWithoutFaults), result);
        Guarantees.check(new RedeliveryChangesNothing(this::redeliverEverything), result);
        Guarantees.ALL.forEach(guarantee -> Guarantees.check(guarantee, result));
    }

    private void addTarget(TargetName name, TargetKind kind) {
        SimulatedStore store = new SimulatedStore(name, kind, changes);
        stores.put(name, store);
        Outage outage = new Outage(runtime, Fault.STORE_OUTAGE);
        storeOutages.put(name, outage);
        Fencing fencing = defect == Defect.FENCING_OFF ? Fencing.OFF : Fencing.ON;
        List<SimulatedWorker> workers = new ArrayList<>();
        for (int index = 1; index <= 2; index++) {
            workers.add(new SimulatedWorker(
                    name + "-worker-" + index,
                    runtime,
                    new SimulatedStoreConnection(runtime, store, outage, failures, fencing),
                    this::send,
                    defect));
        }
        SimulatedPartition<Command> partition = broker.createPartition(
                workers.stream().map(SimulatedWorker::process).toList(), (consumer, command) -> workers.stream()
                        .filter(worker -> worker.process() == consumer)
                        .forEach(worker -> worker.accept(command)));
        commands.put(name, partition);
        relay.addCommandPartition(name, partition);
    }

    /** Schedules submissions, operator actions, writes of the application and a long outage. */
    private void scheduleScenario(StepOrder order) {
        SimulatedPlans randomPlans = new SimulatedPlans(random);
        int migrations = random.chance(0.3) ? 2 : 1;
        for (int index = 0; index < migrations; index++) {
            Plan plan = randomPlans.plan(index == 0 ? "a" : "b", order);
            RunMode mode = mode();
            injectFailures(plan);
            runtime.scheduler().schedule(random.between(0, 20_000), () -> submit(plan, mode));
        }
        if (order == StepOrder.CHAIN) {
            stores.values().forEach(store -> store.setInitialValue(StepUnits.SHARED, 1));
        }
        repeatUpTo(14, () -> runtime.scheduler().schedule(random.between(1_000, 200_000), operator::actRandomly));
        repeatUpTo(3, () -> runtime.scheduler().schedule(random.between(1_000, 100_000), this::writeByApplication));
        if (random.chance(0.08)) {
            Outage outage = random.pick(List.copyOf(storeOutages.values()));
            runtime.scheduler().schedule(random.between(0, 20_000), () -> outage.extendUntil(runtime.now() + 200_000));
        }
    }

    private RunMode mode() {
        if (random.chance(0.12)) {
            return RunMode.DRY_RUN;
        }
        return random.chance(0.05) ? RunMode.REHEARSAL : RunMode.MIGRATION;
    }

    private void injectFailures(Plan plan) {
        for (FailurePoint point : FailurePoint.values()) {
            Step step = random.pick(plan.spec().steps());
            if (random.chance(probability(point)) && !isRetriedWithoutLimit(point, step)) {
                failures.inject(point, step.id());
            }
        }
    }

    private static double probability(FailurePoint point) {
        return switch (point) {
            case COMPENSATION -> 0.3;
            case WORKER_IN_APPLY, WORKER_IN_COMPENSATION -> 0.05;
            case PREFLIGHT, REHEARSAL, DRY_RUN, BACKUP, START_OF_APPLY, MIDDLE_OF_APPLY, CHECK, FINISH -> 0.15;
        };
    }

    // An irreversible step is dispatched until its journal states whether it is applied.
    private static boolean isRetriedWithoutLimit(FailurePoint point, Step step) {
        return point == FailurePoint.WORKER_IN_APPLY && step.irreversible();
    }

    private void submit(Plan plan) {
        submit(plan, RunMode.MIGRATION);
    }

    private void submit(Plan plan, RunMode mode) {
        plans.add(plan);
        plan.spec().steps().forEach(this::createUnits);
        operator.submit("key-" + plan.name(), new MigrationId(new UUID(seed, plans.size())), plan, mode);
    }

    private void createUnits(Step step) {
        SimulatedStore store = stores.get(step.target());
        if (store != null) {
            StepUnits.ownOf(step.id()).stream()
                    .filter(_ -> random.chance(0.5))
                    .forEach(unit -> store.setInitialValue(unit, 5));
            StepUnits.removedByFinishOf(step.id()).forEach(unit -> store.setInitialValue(unit, 6));
        }
    }

    private void writeByApplication() {
        if (!plans.isEmpty()) {
            application.writeUnitOf(random.pick(plans));
        }
    }

    private void stopFaults() {
        random.stopFaults();
        broker.endOutage();
        databaseOutage.end();
        storeOutages.values().forEach(Outage::end);
    }

    private void runWithoutFaults() {
        operator.resolveStuckMigrations();
        runtime.scheduler().advance(SLICE_MILLIS);
    }

    private void redeliverEverything() {
        reports.values().forEach(SimulatedPartition::redeliverAll);
        commands.values().forEach(SimulatedPartition::redeliverAll);
        runtime.scheduler().advance(SLICE_MILLIS);
    }

    private boolean send(Report report) {
        MigrationId migration = report.header().migration();
        try {
            broker.ensureAvailable();
        } catch (InjectedFaultException _failed) {
            return false;
        }
        if (random.occurs(Fault.REPORT_LOST)) {
            SagaState state = database.load(migration).state();
            runtime.coverage().record(Cell.of(state, report), Fault.REPORT_LOST);
        } else {
            reportsOf(migration).append(report);
        }
        return true;
    }

    private SimulatedPartition<Report> reportsOf(MigrationId migration) {
        return reports.computeIfAbsent(
                migration,
                _ -> broker.createPartition(
                        coordinators.stream().map(SimulatedCoordinator::process).toList(),
                        (consumer, report) -> coordinators.stream()
                                .filter(coordinator -> coordinator.process() == consumer)
                                .forEach(coordinator -> coordinator.handle(report))));
    }

    private boolean isReportBacklogEmpty() {
        return reports.values().stream().allMatch(SimulatedPartition::isDrained);
    }

    private void repeatUpTo(int max, Runnable task) {
        for (int times = random.below(max + 1); times > 0; times--) {
            task.run();
        }
    }
}
