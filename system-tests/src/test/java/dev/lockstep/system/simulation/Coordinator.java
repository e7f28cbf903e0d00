package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.system.simulation.CoordinatorDatabase.DispatchRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One coordinator process: hears reports, lets leases lapse, wakes pauses, starts what holds its targets, relays. */
final class Coordinator {
    private static final long TICK = 1_000;
    private final World world;
    private final CoordinatorDatabase database;
    private final Shell shell;
    private final Relay relay;
    private final Backlog backlog;
    private final SimulatedProcess process;

    Coordinator(World world, CoordinatorDatabase database, Shell shell, Relay relay, Backlog backlog, String name) {
        this.world = world;
        this.database = database;
        this.shell = shell;
        this.relay = relay;
        this.backlog = backlog;
        this.process = world.started(name, this::tickLater);
    }

    /** Tells whether reports are still to be read; leases do not lapse before. */
    interface Backlog {
        boolean isEmpty();
    }

    SimulatedProcess process() {
        return process;
    }

    /** Accepts a plan once per key; a repeated post has the same answer. */
    MigrationId submit(String key, MigrationId wanted, Plan plan) {
        shell.reach();
        @Nullable MigrationId known = database.idempotencyKeys().get(key);
        if (known != null) {
            return known;
        }
        shell.tell(wanted, occasion -> new SagaCommand.Submit(occasion, wanted, plan), "submitter", key);
        return database.idempotencyKeys().getOrDefault(key, wanted);
    }

    Decision act(MigrationId migration, Shell.Telling action) {
        return shell.tell(migration, action, "operator", "reason");
    }

    void hear(Report report) {
        MigrationId migration = report.header().migration();
        if (report instanceof Report.Accepted || report instanceof Report.Heartbeat) {
            renewLease(report);
        }
        shell.tell(
                migration,
                occasion -> new SagaCommand.HandleReport(occasion, report),
                CommandContext.COORDINATOR,
                "a report");
    }

    private void renewLease(Report report) {
        shell.reach();
        database.dispatch(report.header().dispatch())
                .filter(row -> !row.settled)
                .ifPresent(row -> {
                    row.lastHeard = world.now();
                    row.leaseUntil = world.now() + row.command.header().lease().toMillis();
                });
    }

    private void tickLater(SimulatedProcess _process) {
        world.timeline().in(world.fate().between(TICK / 2, 2 * TICK), process, () -> {
            tickLater(process);
            tick();
        });
        world.timeline().in(world.fate().between(100, TICK), process, () -> relay.run(process));
    }

    private void tick() {
        try {
            startWhatHoldsItsTargets();
            wakeWhatIsDue();
            if (backlog.isEmpty()) {
                lapseLeases();
            }
        } catch (Away _away) {
            // The next tick comes.
        }
    }

    private void startWhatHoldsItsTargets() {
        for (MigrationId migration : List.copyOf(database.sagas().keySet())) {
            if (database.load(migration).state() instanceof SagaState.Queued && database.holdsItsTargets(migration)) {
                world.port();
                shell.found(migration, "the targets are free", SagaCommand.Start::new);
            }
        }
    }

    private void wakeWhatIsDue() {
        for (MigrationId migration : List.copyOf(database.deadlines().keySet())) {
            Map<StepId, Long> ofMigration = database.deadlines().getOrDefault(migration, Map.of());
            for (StepId step : List.copyOf(ofMigration.keySet())) {
                Long due = ofMigration.get(step);
                if (due != null && due <= world.now()) {
                    world.port();
                    shell.found(migration, "due", occasion -> new SagaCommand.EndBackoff(occasion, step));
                    ofMigration.remove(step, due);
                }
            }
        }
    }

    private void lapseLeases() {
        for (DispatchRow row : database.lapsed(world.now())) {
            CommandHeader header = row.command.header();
            @Nullable Instant lastHeard = row.lastHeard < 0 ? null : world.timeline().instantAt(row.lastHeard);
            world.port();
            shell.found(
                    header.migration(),
                    "silence",
                    occasion -> new SagaCommand.LapseLease(occasion, header.step(), header.dispatch(), lastHeard));
        }
    }
}
