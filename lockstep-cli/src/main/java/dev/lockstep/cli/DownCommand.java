package dev.lockstep.cli;

import dev.lockstep.stack.service.RunningProcesses;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops the processes that {@code up} or {@code demo} started. */
@Command(name = "down", description = "Stop the services and the servers. Keep their data.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Option(names = "--purge", description = "Delete data and logs as well.")
    private boolean purge;

    @Override
    public Integer call() {
        List<String> stopped = new RunningProcesses(options.directory()).stopAll();
        System.out.println(
                stopped.isEmpty()
                        ? "No servers or services are running."
                        : "Stopped " + String.join(", ", stopped) + ".");
        if (purge && options.directory().exists()) {
            options.directory().delete();
            System.out.println("Deleted " + options.directory().root() + ".");
        }
        return ExitCodes.SUCCESS;
    }
}
