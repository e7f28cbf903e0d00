package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.ForgottenTarget;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a target that no worker serves from the list of targets. */
@Command(
        name = "forget",
        description = {
            "Remove a target that no worker serves any more from the list of targets, for example after it got another name. "
                    + "Nothing in its database is changed, and a worker that serves the target again registers it again. The "
                    + "target must have had no worker for two minutes, and nothing may wait for it.",
            "Exit codes: 0 forgotten, or the dry run has ended; 1 refused or error."
        })
final class ForgetCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as old-postgres.")
    private String target = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only check whether it is allowed now.")
    private boolean dryRun;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        ForgottenTarget forgotten = coordinator.forget(target, dryRun, reason);
        System.out.println("Target %s has had no worker for %s (%s)."
                .formatted(target, silence(forgotten), String.join(", ", forgotten.workers())));
        if (forgotten.migrations() > 0) {
            System.out.println(
                    "Completed migrations that can be rolled back only while a worker serves it under this name: %d."
                            .formatted(forgotten.migrations()));
        }
        System.out.println(dryRun ? "It would be forgotten. Nothing was changed." : "It is forgotten.");
        return ExitCodes.SUCCESS;
    }

    private static String silence(ForgottenTarget forgotten) {
        Duration silence = Duration.ofSeconds(forgotten.silentSeconds());
        return silence.toHours() > 0 ? silence.toHours() + " h" : silence.toMinutes() + " min";
    }
}
