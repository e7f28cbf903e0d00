package dev.lockstep.cli;

import dev.lockstep.stack.service.RunningProcesses;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends what {@code up} or {@code demo} started. */
@Command(name = "down", description = "End the services and the servers; their data stay.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(names = "--purge", description = "Remove data and logs as well.")
    private boolean purge;

    @Override
    public Integer call() {
        List<String> ended = new RunningProcesses(place.directory()).end();
        System.out.println(ended.isEmpty() ? "Nothing was running." : "Ended " + String.join(", ", ended) + ".");
        if (purge && place.directory().exists()) {
            place.directory().delete();
            System.out.println("Removed " + place.directory().root() + ".");
        }
        return ExitCodes.DONE;
    }
}
