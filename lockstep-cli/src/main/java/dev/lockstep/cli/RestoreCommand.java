package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.RestoreView;
import dev.lockstep.cli.follow.AnswerFollower;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores a backup. Without {@code --confirm}, only finds out what would change. */
@Command(
        name = "restore",
        description = {
            "Make what a migration has touched on a target as it was before the migration, from its backup. It "
                    + "replaces what applications have written since. Without --confirm, nothing is written: the command only "
                    + "says what it would change.",
            "Exit codes: 0 restored, or the dry run has ended; 1 failed, refused or error."
        })
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the migration whose backup is restored.")
    private String id = "";

    @Option(names = "--target", paramLabel = "TARGET", required = true, description = "Target, such as main-redis.")
    private String target = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the restore and in the audit trail.")
    private String reason = "";

    @Option(names = "--confirm", description = "Write. Do a dry run first, without this option.")
    private boolean confirm;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        RestoreView requested = coordinator.restore(id, Map.of("target", target, "reason", reason, "dryRun", !confirm));
        RestoreView latest = AnswerFollower.await(
                requested, RestoreView::isAnswered, () -> coordinator.restoreOf(id, requested.number()));
        if (!latest.state().equals("RESTORED")) {
            System.out.println("Restore %d of migration %s on target %s has failed: %s"
                    .formatted(latest.number(), id, latest.target(), latest.finding()));
            return ExitCodes.FAILED;
        }
        print(latest, Objects.requireNonNull(latest.result()));
        return ExitCodes.SUCCESS;
    }

    private void print(RestoreView restore, RestoreView.Result result) {
        System.out.println("%s %s: %d recreated, %d replaced, %d removed, %d equal"
                .formatted(
                        restore.target(),
                        restore.dryRun() ? "would be restored" : "is restored",
                        result.recreated(),
                        result.replaced(),
                        result.removed(),
                        result.equal()));
        if (result.laterWrites() != null && result.laterWrites() > 0) {
            System.out.println("Later writes of applications among them: " + result.laterWrites());
            result.samples().forEach(sample -> System.out.println("  " + sample.unit()));
        }
        result.notes().forEach(note -> System.out.println("Note: " + note));
        if (restore.dryRun()) {
            System.out.println("Nothing was written. Add --confirm to restore.");
        }
    }
}
