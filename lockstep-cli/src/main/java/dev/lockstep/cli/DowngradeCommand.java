package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.DowngradeView;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rolls back all migrations after a version or migration of a target. */
@Command(
        name = "downgrade",
        description = {
            "Roll back all migrations after a version or migration of a target, newest first, in all stores that they "
                    + "have changed. All targets are claimed before the first rollback. Try it with --dry-run.",
            "Exit codes: 0 accepted, 1 refused or error. With --wait: 2 all rolled back, 3 stopped because a person must "
                    + "decide, 1 any other end or error. With --dry-run: 0 it can run, 1 it cannot."
        })
final class DowngradeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Option(
            names = "--to",
            paramLabel = "WHERE",
            required = true,
            description =
                    "Where it ends: a version of the target, the id of a migration, the name of a plan, or base for "
                            + "the state before all migrations.")
    private String to = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the downgrade, with its migrations and in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Say what would be rolled back and what prevents it. Change nothing.")
    private boolean dryRun;

    @Option(
            names = "--include-others",
            description = "Also roll back later migrations without a step on the target that share another target with "
                    + "one that has.")
    private boolean includeOthers;

    @Option(
            names = "--wait",
            description = "Show each migration that is rolled back, until the downgrade ends or stops.")
    private boolean wait;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        Map<String, Object> body = Map.of("to", to, "includeOthers", includeOthers, "reason", reason);
        if (dryRun) {
            DowngradeView plan = coordinator.tryDowngrade(target, body);
            DowngradeText.plan(plan).forEach(System.out::println);
            return plan.refusals() == null || plan.refusals().isEmpty() ? ExitCodes.SUCCESS : ExitCodes.FAILED;
        }
        return DowngradeFollower.finish(coordinator, coordinator.downgrade(target, body), wait);
    }
}
