package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import java.net.URI;

/** Runs plans with maintenance, smoke test and notifications, while the sample application is asked all the time. */
final class ProcedureDemo {

    /** One when the migration starts, and one when it ends. */
    private static final int NOTIFICATIONS = 2;

    private final LocalSystem system;
    private final PlanRunner plans;
    private final DemoOutput out;
    private final URI application;
    private final TeamChat chat;

    ProcedureDemo(LocalSystem system, PlanRunner plans, DemoOutput out) {
        this.system = system;
        this.plans = plans;
        this.out = out;
        this.application = system.service(LockstepService.APPLICATION).url();
        this.chat = new TeamChat(application);
    }

    /** Returns whether the plan completed, the application answered all the time, and the team was told. */
    boolean runCompletingPlan() {
        out.printTitle("Plan 3, examples/sop-complete.yaml: with rehearsal, maintenance, smoke test and notifications");
        return runObserved("sop-complete.yaml", Demo.COMPLETED);
    }

    /** Returns whether the plan was rolled back with equal digests, the application answered, and the team was told. */
    boolean runFailingSmokeTest() {
        out.printTitle(
                "Plan 4, examples/smoke-test-fails.yaml: its smoke test fails, and it is rolled back in all stores");
        StoreDigests before = StoreDigests.read(system);
        boolean isAsExpected = runObserved("smoke-test-fails.yaml", Demo.ROLLED_BACK);
        return out.printDigests(before.compareWith(StoreDigests.read(system))) && isAsExpected;
    }

    private boolean runObserved(String example, String expected) {
        int known = chat.size();
        ApplicationPolling polling = ApplicationPolling.start(application);
        MigrationView ended = plans.run(example);
        boolean isTold = chat.printAfter(known, known + NOTIFICATIONS, out.stream());
        boolean isOutOfMaintenance = polling.awaitAcceptedWrite();
        ApplicationCounts counts = polling.stop();
        out.stream().println(counts.text());
        if (!isOutOfMaintenance) {
            out.stream().println("The application is still in maintenance mode");
        }
        return out.checkState(ended, expected) && counts.areAsExpected() && isTold && isOutOfMaintenance;
    }
}
