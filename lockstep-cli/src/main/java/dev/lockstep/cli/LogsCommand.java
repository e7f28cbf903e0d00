package dev.lockstep.cli;

import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the end of the logs. */
@Command(name = "logs", description = "Print the path and the end of all logs, or of one log.")
final class LogsCommand implements Callable<Integer> {

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Server or service, such as redis-worker. Default: all.")
    private String name = "";

    @Override
    public Integer call() {
        SequencedMap<String, Path> logs = logs();
        if (!name.isEmpty() && !logs.containsKey(name)) {
            throw new IllegalArgumentException(
                    "unknown server or service '" + name + "'; expected one of " + String.join(", ", logs.keySet()));
        }
        logs.forEach((label, file) -> {
            if (name.isEmpty() || name.equals(label)) {
                System.out.println("==> " + label + " (" + file + ") <==");
                System.out.println(LogTail.of(file));
            }
        });
        return ExitCodes.SUCCESS;
    }

    private SequencedMap<String, Path> logs() {
        SequencedMap<String, Path> logs = new LinkedHashMap<>();
        for (ServerKind kind : ServerKind.values()) {
            logs.put(kind.label(), options.directory().log(kind));
        }
        RunningProcesses processes = new RunningProcesses(options.directory());
        for (LockstepService service : LockstepService.values()) {
            logs.put(service.label(), processes.log(service));
        }
        return logs;
    }
}
