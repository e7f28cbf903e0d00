package dev.lockstep.cli;

import dev.lockstep.stack.ServerKind;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the ends of the logs. */
@Command(name = "logs", description = "Show the end of every log, or of one, and where it is.")
final class LogsCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A server or a service, such as redis-worker.")
    private String name = "";

    @Override
    public Integer call() {
        SequencedMap<String, Path> logs = logs();
        if (!name.isEmpty() && !logs.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is none of " + String.join(", ", logs.keySet()));
        }
        logs.forEach((label, file) -> {
            if (name.isEmpty() || name.equals(label)) {
                System.out.println("=== " + label + " (" + file + ")");
                System.out.println(LogTail.of(file));
            }
        });
        return ExitCodes.DONE;
    }

    private SequencedMap<String, Path> logs() {
        SequencedMap<String, Path> logs = new LinkedHashMap<>();
        for (ServerKind kind : ServerKind.values()) {
            logs.put(kind.label(), place.directory().log(kind));
        }
        RunningProcesses processes = new RunningProcesses(place.directory());
        for (LockstepService service : LockstepService.values()) {
            logs.put(service.label(), processes.log(service));
        }
        return logs;
    }
}
