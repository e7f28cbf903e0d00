package dev.lockstep.cli;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import dev.lockstep.stack.service.SystemPorts;
import dev.lockstep.stack.service.SystemSpec;
import dev.lockstep.stack.service.TargetVariables;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Starts the servers and services that are not running, restarts those with other settings and those that do not
 * answer, and returns when all are ready.
 */
@Command(
        name = "up",
        description =
                "Start the local servers, the four services and the sample application in the background. Restart "
                        + "those that were started with other settings, options, ports or jars, and those that do not "
                        + "answer.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private DirectoryOptions directoryOptions = new DirectoryOptions();

    @Mixin
    private PortOptions portOptions = new PortOptions();

    @Override
    public Integer call() {
        long startNanos = System.nanoTime();
        boolean wereAllRunning = new RunningProcesses(directoryOptions.directory()).areAllRunning();
        LocalCoordinator coordinator = new LocalCoordinator(directoryOptions.directory(), System.getenv());
        List<String> notices = new CopyOnWriteArrayList<>();
        LocalSystem system = start(notice -> {
            notices.add(notice);
            System.out.println(notice);
        });
        List<String> targets = new TargetVariables(System.getenv()).targets();
        TargetReadiness.ofLocalTargetsAnd(targets).await(coordinator.client(system));
        if (wereAllRunning && notices.isEmpty()) {
            System.out.println("All servers and services are already running, and all of them answer.");
            System.out.println("Addresses and credentials: " + directoryOptions.addresses());
        } else {
            SystemSummary.print(System.out, system, directoryOptions.addresses(), startNanos);
        }
        coordinator.printNewToken(System.out, system.tokens());
        return ExitCodes.SUCCESS;
    }

    // The services inherit the environment of this process, so environment variables can add targets.
    private LocalSystem start(Consumer<String> notices) {
        SystemPorts ports = portOptions.resolve(directoryOptions.directory());
        return LocalSystem.start(
                new SystemSpec(
                        directoryOptions.project(),
                        directoryOptions.directory(),
                        ports,
                        ProcessLifetime.DETACHED,
                        Map.of(),
                        LockstepService.all()),
                notices);
    }
}
