package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a downgrade. */
@Command(
        name = "cancel",
        description = {
            "End a downgrade and release its targets. What is rolled back stays rolled back; a rollback that runs "
                    + "continues.",
            "Exit codes: 0 ended, 1 refused or error."
        })
final class DowngradeCancelCommand implements Callable<Integer> {

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

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        DowngradeText.lines(coordinator.act(coordinator.downgradeOf(id), "cancel", Map.of("reason", reason)))
                .forEach(System.out::println);
        return ExitCodes.SUCCESS;
    }
}
