package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import dev.lockstep.stack.service.SystemPorts;
import dev.lockstep.stack.service.SystemSpec;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the servers and services that are not running, and returns when all are ready. */
@Command(name = "up", description = "Start the local servers and the four services in the background.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private DirectoryOptions directoryOptions = new DirectoryOptions();

    @Mixin
    private PortOptions portOptions = new PortOptions();

    @Override
    public Integer call() {
        RunningProcesses processes = new RunningProcesses(directoryOptions.directory());
        if (processes.areAllRunning()) {
            System.out.println("All servers and services are already running.");
            System.out.println("Addresses and credentials: " + directoryOptions.addresses());
            return ExitCodes.SUCCESS;
        }
        SystemPorts ports = portOptions.resolve(directoryOptions.directory());
        if (!ports.equals(SystemPorts.lastUsed(directoryOptions.directory()))) {
            processes.stopAll(); // The running processes use other ports than the requested ones.
        }
        long startNanos = System.nanoTime();
        LocalSystem system = start(ports);
        TargetReadiness.await(new CoordinatorClient(
                system.service(LockstepService.COORDINATOR).url()));
        SystemSummary.print(System.out, system, directoryOptions.addresses(), startNanos);
        return ExitCodes.SUCCESS;
    }

    // The services inherit the environment of this process, so environment variables can add targets.
    private LocalSystem start(SystemPorts ports) {
        return LocalSystem.start(new SystemSpec(
                directoryOptions.project(), directoryOptions.directory(), ports, ProcessLifetime.DETACHED, Map.of()));
    }
}
