package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.OutcomeReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows migrations. */
@Command(name = "status", description = "List the newest migrations, or show one with its steps.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A migration.")
    private String id = "";

    @Override
    public Integer call() {
        if (id.isEmpty()) {
            list(address.coordinator().migrations());
        } else {
            OutcomeReport.lines(address.coordinator().migration(id)).forEach(System.out::println);
        }
        return ExitCodes.DONE;
    }

    private static void list(List<MigrationView> migrations) {
        if (migrations.isEmpty()) {
            System.out.println("No migrations yet.");
        }
        migrations.forEach(migration -> System.out.printf(
                "%s  %-18s %s  round %d  %s%n",
                migration.id(), migration.state(), migration.submittedAt(), migration.round(), migration.name()));
    }
}
