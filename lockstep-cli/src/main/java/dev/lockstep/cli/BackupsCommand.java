package dev.lockstep.cli;

import dev.lockstep.cli.api.BackupView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the backups that have not expired. */
@Command(name = "backups", description = "List the backups that migrations have made, newest first.")
final class BackupsCommand implements Callable<Integer> {

    private static final List<String> HEADER =
            List.of("MIGRATION", "TARGET", "CREATED", "EXPIRES", "UNITS", "BYTES", "METHOD");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", arity = "0..1", description = "Target, such as main-postgres; all by default.")
    private @Nullable String target;

    @Override
    public Integer call() {
        List<BackupView> backups = options.coordinator().backups(target);
        if (backups.isEmpty()) {
            System.out.println("No backups.");
        } else {
            TextTable.lines(HEADER, backups.stream().map(BackupsCommand::row).toList())
                    .forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(BackupView backup) {
        return List.of(
                backup.migration(),
                backup.target(),
                backup.createdAt().toString(),
                backup.expiresAt().toString(),
                String.valueOf(backup.units()),
                String.valueOf(backup.bytes()),
                backup.method());
    }
}
