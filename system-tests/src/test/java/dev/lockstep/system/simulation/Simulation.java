package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.system.simulation.Census.Cell;
import dev.lockstep.system.simulation.Shape.Order;
import dev.lockstep.system.simulation.StoreConnection.Fencing;
import dev.lockstep.system.simulation.Troubles.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One seed: a world, what happens in it while things go wrong, and what must have come of it when they no longer do. */
final class Simulation {
    /** As the standard one, with shorter patience, so that more of it fits into a seed. */
    static final SagaPolicy POLICY = new SagaPolicy(
            5, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(90), Duration.ofSeconds(15));

    private static final long SLICE = 5_000;
    private final long seed;
    private final Twin twin;
    private final Fate fate;
    private final World world;
    private final Broker broker;
    private final Ledger ledger = new Ledger();
    private final Troubles troubles = new Troubles();
    private final CoordinatorDatabase database = new CoordinatorDatabase();
    private final Outage databaseOutage;
    private final Overlaps overlaps = new Overlaps(database);
    private final Map<TargetName, Store> stores = new LinkedHashMap<>();
    private final Map<TargetName, Outage> outages = new LinkedHashMap<>();
    private final Map<TargetName, Partition<Command>> commands = new LinkedHashMap<>();
    private final Map<MigrationId, Partition<Report>> reports = new LinkedHashMap<>();
    private final List<Coordinator> coordinators = new ArrayList<>();
    private final Relay relay;
    private final Application application;
    private final People people;
    private final List<Plan> plans = new ArrayList<>();

    Simulation(long seed, Twin twin) {
        this.seed = seed;
        this.twin = twin;
        fate = new Fate(seed);
        world = new World(fate);
        world.asks(migration -> database.load(migration).state().getClass().getSimpleName());
        broker = new Broker(world);
        databaseOutage = new Outage(world, Fault.DATABASE_AWAY);
        Shell shell = new Shell(world, database, POLICY, databaseOutage, twin, overlaps::look);
        relay = new Relay(world, broker, database, shell);
        for (TargetKind kind : TargetKind.values()) {
            open(Shape.targetOf(kind), kind);
        }
        for (int index = 1; index <= 2; index++) {
            coordinators.add(
                    new Coordinator(world, database, shell, relay, this::reportsAreRead, "coordinator-" + index));
        }
        application = new Application(fate, stores);
        people = new People(world, coordinators, database, troubles);
    }

    Census census() {
        return world.census();
    }

    /** Runs the seed to its end and holds it to every guarantee. */
    void run() {
        Order order = fate.chance(0.5) ? Order.CHAIN : Order.GRAPH;
        script(order);
        world.timeline().letPass(fate.between(60_000, 300_000));
        calmDown();
        Evidence evidence = new Evidence(seed, database, stores, ledger, relay, application, people, plans, overlaps);
        EveryMigrationSettles.within(evidence, this::goOn);
        people.leave();
        new SteadyState(evidence, this::post, this::goOn).returns();
        new Repetition(evidence, this::everythingComesAgain).changesNothing();
        Guarantees.ALL.forEach(guarantee -> guarantee.holdsIn(evidence));
    }

    private void open(TargetName name, TargetKind kind) {
        Store store = new Store(name, kind, ledger);
        stores.put(name, store);
        Outage outage = new Outage(world, Fault.STORE_AWAY);
        outages.put(name, outage);
        Fencing fencing = twin == Twin.FENCING_OFF ? Fencing.OFF : Fencing.ON;
        List<Worker> workers = new ArrayList<>();
        for (int index = 1; index <= 2; index++) {
            workers.add(new Worker(
                    world,
                    new StoreConnection(world, store, outage, troubles, fencing),
                    this::send,
                    name + "-worker-" + index,
                    twin));
        }
        Partition<Command> partition =
                broker.partition(workers.stream().map(Worker::process).toList(), (consumer, command) -> workers.stream()
                        .filter(worker -> worker.process() == consumer)
                        .forEach(worker -> worker.take(command)));
        commands.put(name, partition);
        relay.carries(name, partition);
    }

    /** What happens in the time in which things go wrong. */
    private void script(Order order) {
        Shape shape = new Shape(fate);
        int migrations = fate.chance(0.3) ? 2 : 1;
        for (int index = 0; index < migrations; index++) {
            Plan plan = shape.plan(index == 0 ? "a" : "b", order);
            trouble(plan);
            world.timeline().in(fate.between(0, 20_000), () -> post(plan));
        }
        if (order == Order.CHAIN) {
            stores.values().forEach(store -> store.fill(Units.SHARED, 1));
        }
        times(10, () -> world.timeline().in(fate.between(1_000, 200_000), people::press));
        times(3, () -> world.timeline().in(fate.between(1_000, 100_000), this::applicationWrites));
        if (fate.chance(0.08)) {
            Outage outage = fate.oneOf(List.copyOf(outages.values()));
            world.timeline().in(fate.between(0, 20_000), () -> outage.lastUntil(world.now() + 200_000));
        }
    }

    private void trouble(Plan plan) {
        for (Trouble trouble : Trouble.values()) {
            if (fate.chance(trouble == Trouble.COMPENSATION_FAILS ? 0.3 : 0.15)) {
                troubles.put(trouble, fate.oneOf(plan.spec().steps()).id());
            }
        }
    }

    private void post(Plan plan) {
        plans.add(plan);
        plan.spec().steps().forEach(this::prepare);
        people.post("post-" + plan.name(), new MigrationId(new UUID(seed, plans.size())), plan);
    }

    private void prepare(Step step) {
        Store store = stores.get(step.target());
        if (store != null) {
            Units.ownOf(step.id()).stream().filter(_ -> fate.chance(0.5)).forEach(unit -> store.fill(unit, 5));
            Units.oldOf(step.id()).forEach(unit -> store.fill(unit, 6));
        }
    }

    private void applicationWrites() {
        if (!plans.isEmpty()) {
            application.writesInto(fate.oneOf(plans));
        }
    }

    private void calmDown() {
        fate.stop();
        broker.recover();
        databaseOutage.end();
        outages.values().forEach(Outage::end);
    }

    /** Some time in which nothing goes wrong, and people look after what needs them. */
    private void goOn() {
        people.lookAfterWhatIsStuck();
        world.timeline().letPass(SLICE);
    }

    private void everythingComesAgain() {
        reports.values().forEach(Partition::deliverAllAgain);
        commands.values().forEach(Partition::deliverAllAgain);
        world.timeline().letPass(SLICE);
    }

    private boolean send(Report report) {
        MigrationId migration = report.header().migration();
        try {
            broker.reach();
        } catch (Away _away) {
            return false;
        }
        if (fate.strikes(Fault.REPORT_LOST)) {
            SagaState state = database.load(migration).state();
            world.census().met(Cell.of(state, report), Fault.REPORT_LOST);
        } else {
            reportsOf(migration).append(report);
        }
        return true;
    }

    private Partition<Report> reportsOf(MigrationId migration) {
        return reports.computeIfAbsent(
                migration,
                _ -> broker.partition(
                        coordinators.stream().map(Coordinator::process).toList(),
                        (consumer, report) -> coordinators.stream()
                                .filter(coordinator -> coordinator.process() == consumer)
                                .forEach(coordinator -> coordinator.hear(report))));
    }

    private boolean reportsAreRead() {
        return reports.values().stream().allMatch(Partition::isDrained);
    }

    private void times(int most, Runnable task) {
        for (int time = fate.below(most + 1); time > 0; time--) {
            task.run();
        }
    }
}
