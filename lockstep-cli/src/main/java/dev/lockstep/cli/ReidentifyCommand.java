package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.ReidentifyPreview;
import dev.lockstep.cli.api.TargetRequestView.Reidentify;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a target a new identity. */
@Command(
        name = "reidentify",
        description = {
            "Give a target a new identity, because it is a copy of another database, or a backup that was restored beside the "
                    + "original. Migrations of the original can then not be rolled back on it.",
            "Exit codes: 0 done, or the dry run has ended; 1 failed, refused or error."
        })
final class ReidentifyCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as staging-postgres.")
    private String target = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the request and in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only check whether it is allowed now.")
    private boolean dryRun;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        if (dryRun) {
            ReidentifyPreview preview = coordinator.previewReidentify(target, reason);
            System.out.println(
                    "Target %s has identity %s. With a new one, %d migrations could no longer be rolled back. Nothing was changed."
                            .formatted(target, preview.identity(), preview.migrations()));
            return ExitCodes.SUCCESS;
        }
        return TargetRequestFollower.finish(coordinator, coordinator.reidentify(target, reason), answered -> {
            Reidentify identities = Objects.requireNonNull(answered.reidentify());
            System.out.println("Target %s has identity %s now, before %s."
                    .formatted(target, identities.after(), identities.before()));
            return ExitCodes.SUCCESS;
        });
    }
}
