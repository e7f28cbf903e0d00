package dev.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a downgrade. */
@Command(
        name = "show",
        description = "Show a downgrade with its migrations, and what is rolled back if it has stopped before its end.")
final class DowngradeShowCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the downgrade.")
    private String id = "";

    @Override
    public Integer call() {
        DowngradeText.lines(options.coordinator().downgradeOf(id)).forEach(System.out::println);
        return ExitCodes.SUCCESS;
    }
}
