package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Continues a downgrade that has stopped. */
@Command(
        name = "resume",
        description = {
            "Continue a downgrade that has stopped, after its migration is repaired with retry, skip or close. Its further "
                    + "rollbacks are requested in your name.",
            "Exit codes: 0 accepted, 1 refused or error. With --wait: 2 all rolled back, 3 stopped again, 1 any other end."
        })
final class DowngradeResumeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the downgrade.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored in the audit trail.")
    private String reason = "";

    @Option(
            names = "--leave-applied",
            description = "Roll back the earlier migrations although steps of the closed one stay applied.")
    private boolean leaveApplied;

    @Option(
            names = "--wait",
            description = "Show each migration that is rolled back, until the downgrade ends or stops.")
    private boolean wait;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        return DowngradeFollower.finish(
                coordinator,
                coordinator.act(
                        coordinator.downgradeOf(id), "resume", Map.of("reason", reason, "leaveApplied", leaveApplied)),
                wait);
    }
}
