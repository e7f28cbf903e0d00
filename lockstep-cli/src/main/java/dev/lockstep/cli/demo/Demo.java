package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.stack.demo.DemoData;
import dev.lockstep.stack.service.LocalSystem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Runs the plans of the demo on a running system with empty stores. */
public final class Demo {

    static final String COMPLETED = "COMPLETED";
    static final String ROLLED_BACK = "ROLLED_BACK";

    private final LocalSystem system;
    private final DemoOutput out;
    private final PlanRunner plans;
    private final ProcedureDemo procedure;

    public Demo(LocalSystem system, CoordinatorClient coordinator, Path examples, PrintStream out) {
        this.system = system;
        this.out = new DemoOutput(out);
        this.plans = new PlanRunner(coordinator, examples, out);
        this.procedure = new ProcedureDemo(system, plans, this.out);
    }

    /** Returns whether all plans ended as expected. */
    public boolean run() {
        seed();
        StoreDigests seeded = StoreDigests.read(system);
        MigrationView first = runCompletingPlan(seeded);
        List<Boolean> results = List.of(
                out.checkState(first, COMPLETED),
                runFailingPlan(),
                rollBack(first, seeded),
                procedure.runCompletingPlan(),
                procedure.runFailingSmokeTest());
        return results.stream().allMatch(Boolean::booleanValue);
    }

    private void seed() {
        out.printTitle("Sample data");
        DemoData.seed(system.mainPostgres(), system.mainMongoUri(), system.mainRedisUri());
        StoreDigests.read(system).byTarget().forEach((target, digest) -> {
            out.stream().println(target);
            digest.summary().forEach(line -> out.stream().println("  " + line));
        });
    }

    private MigrationView runCompletingPlan(StoreDigests before) {
        out.printTitle("Plan 1, examples/sop.yaml: changes PostgreSQL, MongoDB and Redis, and completes");
        MigrationView ended = plans.run("sop.yaml");
        out.printDifferences(before.compareWith(StoreDigests.read(system)));
        return ended;
    }

    private boolean runFailingPlan() {
        out.printTitle("Plan 2, examples/third-store-fails.yaml: fails in Redis, and is rolled back in all stores");
        StoreDigests before = StoreDigests.read(system);
        MigrationView ended = plans.run("third-store-fails.yaml");
        boolean isEqual = out.printDigests(before.compareWith(StoreDigests.read(system)));
        return out.checkState(ended, ROLLED_BACK) && isEqual;
    }

    private boolean rollBack(MigrationView completed, StoreDigests before) {
        out.printTitle("Plan 1 again: is rolled back on request, so that plan 3 can make the same changes");
        MigrationView ended = plans.rollBack(completed);
        boolean isEqual = out.printDigests(before.compareWith(StoreDigests.read(system)));
        return out.checkState(ended, ROLLED_BACK) && isEqual;
    }
}
